"""The words that stand before a name, in some languages, in small letters."""

from __future__ import annotations

from whetstone.core.sanitizing.word_lists import phrases, words

TITLES = words(
    """
    aunt auntie capt captain coach col detective dhr doctor don dott dottoressa doña dr frau gen grandma
    grandpa herr herrn hon inspector judge king lady lord lt madam madame major meneer mevr mevrouw miss
    mister mlle mme monsieur mr mrs ms mx officer onkel pan pani president prince princess prof professor
    queen rev reverend senator senhor senhora sergeant señor señora señorita sgt sig signor signora
    signorina sir sr sra srta tante tía tío uncle
    """
)
"""What stands before the name of somebody who is not called by their first name."""

SMALL_TITLES = words(
    """
    auntie dhr dr grandma grandpa herr herrn madame meneer mevrouw mister mlle mme monsieur mr mrs ms senhor
    senhora señor señora signor signora
    """
)
"""Titles without a capital."""

KIN = words(
    """
    ami amica amico amie amiga amigo assistant aunt baby bestie bff boss boyfriend broer bror brother bruder
    buddy buurman buurvrouw cat chef chefin classmate co-worker colleague collega collègue copain copine
    cousin coworker dad daughter dentist dochter doctor dog esposa esposo ex father femme fiance fiancee
    fiancé fiancée figlia figlio filha filho fille fils flatmate fratello frau freund freundin friend frère
    girlfriend grandfather grandma grandmother grandpa hermana hermano hija hijo housemate husband irmã
    irmão jefa jefe kid kollege kollegin landlord lawyer madre mamma man manager mann mari marido marito
    mate mitbewohner mitbewohnerin moglie mom mother mujer mum mutter mãe mère nachbar nachbarin name
    namorada namorado neighbor neighbour nephew niece novia novio onkel padre pai pappa partner patron prima
    primo père roommate schwester sister soeur sohn son sorella stepdaughter stepson supervisor syster sœur
    tante teacher therapist tochter tía tío uncle vater vecina vecino voisin voisine vriend vriendin vrouw
    wife zoon zus брат бабушка девушка дедушка дочь друг жена мама муж папа парень подруга сестра сын тётя
    """
)
"""Whom people are to each other."""

MY = words(
    """
    a dein deine haar her his ihr ihre il la ma mein meine meinem meinen meiner mes meu mi mia mijn min
    minha mio mis mitt mon my notre nuestra nuestro o onze our sa sein seine son su their tu unser unsere
    votre your zijn мой моя моего моей мою наш наша его её
    """
)
"""Whose they are."""

NAMING = phrases(
    """
    ansprechpartner | attention | attn | cardholder | client | contact | contacto | contatto | customer |
    empfänger | employee | hedder | heet | heisse | heiße | heißt | heter | imię | inhaber | kontakt |
    m'appelle | me chamo | me llamo | mi chiamo | naam is | name | name is | name ist | name was | name's |
    names is | namn är | nazywam się | nom est | nombre es | nome è | nome é | patient | s'appelle | se
    chama | se llama | si chiama | signed by | titular | зовут
    """
)
"""What ends with a name whatever it is."""

SELF = phrases(
    """
    bei | call me | called | chez | hier ist | hier spricht | i am | i'm | ich bin | ik ben | introduce |
    jag är | je suis | known as | meet | met | named | sono | sou | soy | tell | this is | with
    """
)
"""What often stands before a name, and often before something else."""

GREETING = phrases(
    """
    ah | and | ask | bedankt | beste | bonjour | bonsoir | buenas noches | buenas tardes | buenos días | but
    | bye | cara | caro | cheers | cher | chère | ciao | come | come on | congrats | congratulations | cześć
    | dag | danke | dear | excuse me | geehrte frau | geehrter herr | god | good afternoon | good evening |
    good morning | good night | goodbye | goodnight | gracias | grazie | guten abend | guten morgen | guten
    tag | hallo | happy birthday | hei | hej | hello | hey | hey there | heya | hi | hi there | hiya | hoi |
    hola | howdy | liebe | lieber | listen | look | love you | merci | miss you | moin | morning | night |
    no | obrigada | obrigado | oh | oi | ok | okay | olá | please | poor | querida | querido | salut | see
    ya | see you | so | so much | sorry | tack | tell | thank you | thanks | thanx | thx | ty | very much |
    wait | wb | welcome | welcome back | well | what | yeah | yes | yo | you know | привет
    """
)
"""What calls somebody."""

CLOSING = phrases(
    """
    abbraccio | abrazo | abraço | abraços | atenciosamente | atentamente | best | best regards | best wishes
    | bien à vous | bises | cheers | cordialement | cordially | freundlichen grüßen | groet | groetjes |
    gruß | grüße | hälsningar | kind regards | lg | liebe grüße | love | many thanks | met vriendelijke
    groet | mfg | regards | respectfully | saludos | saluti | signed | sincerely | take care | thank you |
    thanks | un abrazo | viele grüße | xoxo | yours | yours faithfully | yours sincerely | yours truly
    """
)
"""What ends a letter, before its writer's name."""

FOLLOWING = words(
    """
    a about an and are as at can could did do don't for from had has have he hope how i i'm if in is it it's
    just let's my not of on please she so sorry thank thanks that the this to was we were what when where
    who why will with would you your
    """
)
"""What goes on after somebody was called by name without a comma."""

DOING = words(
    """
    agreed apologised apologized asked asks called calls cooked cried died forgot hates kissed laughed
    laughs likes lived lives lost loves married moved phoned promised replied said sang says smiled tells
    thinks told visited wants worked works wrote
    """
)
"""What a person of two names does."""
