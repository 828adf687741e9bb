"""The words that stand before a name, in some languages, in small letters."""

from __future__ import annotations

_TITLES_WORDS = """
mr mrs ms mx miss mister dr prof professor doctor sir madam rev reverend hon captain capt sgt sergeant lt col gen major herr
herrn frau monsieur madame mme mlle señor señora señorita sr sra srta don doña signor signora signorina sig dott dottoressa
senhor senhora dhr mevr mevrouw meneer aunt auntie uncle grandma grandpa tante onkel tía tío pan pani coach officer
detective inspector judge president senator princess prince queen king lady lord
"""
TITLES = frozenset(_TITLES_WORDS.split())
SMALL_TITLES = frozenset(
    "mr mrs ms dr mister signor signora señor señora monsieur madame mme mlle senhor senhora dhr meneer mevrouw "
    "auntie grandma grandpa herr herrn".split()
)
"""Titles without a capital."""

_KIN_WORDS = """
wife husband brother sister son daughter mother father mom mum dad boyfriend girlfriend partner friend cousin uncle aunt nephew
niece boss colleague coworker co-worker roommate flatmate housemate neighbor neighbour teacher doctor dentist therapist fiancé
fiancee fiancée fiance ex grandma grandpa grandmother grandfather bff buddy mate manager landlord lawyer stepson stepdaughter
bestie kid baby name classmate supervisor assistant dog cat
frau mann bruder schwester sohn tochter mutter vater freund freundin kollege kollegin chef chefin nachbar nachbarin onkel tante
mitbewohner mitbewohnerin femme mari frère sœur soeur fils fille mère père ami amie copain copine collègue patron voisin voisine
esposa esposo marido mujer hermano hermana hijo hija madre padre amigo amiga novio novia jefe jefa tío tía primo prima vecino
vecina moglie marito fratello sorella figlio figlia amico amica collega irmão irmã filho filha mãe pai namorado namorada
vrouw man broer zus zoon dochter vriend vriendin buurman buurvrouw bror syster mamma pappa
"""
KIN = frozenset(_KIN_WORDS.split())

_MY_WORDS = """
my our his her their your mein meine meinem meinen meiner dein deine seine sein ihre ihr unser unsere mon ma mes son sa notre
votre mi mis tu su nuestro nuestra mio mia il la meu minha o a mijn onze zijn haar min mitt
"""
MY = frozenset(_MY_WORDS.split())

NAMING = frozenset(
    (
        "name is", "name's", "names is", "name was", "name", "name ist", "naam is", "namn är", "nombre es", "nome è",
        "nome é", "nom est", "heiße", "heisse", "heißt", "m'appelle", "s'appelle", "me llamo", "se llama", "mi chiamo",
        "si chiama", "me chamo", "se chama", "heet", "heter", "hedder", "nazywam się", "imię", "зовут", "signed by",
        "customer", "client", "attn", "attention", "contact", "kontakt", "contacto", "contatto", "ansprechpartner", "empfänger", "employee", "patient", "cardholder", "titular", "inhaber",
    )
)  # fmt: skip
"""What ends with a name whatever it is."""

SELF = frozenset(
    (
        "i'm", "i am", "this is", "call me", "named", "called", "meet", "known as", "ich bin", "hier ist", "hier spricht",
        "je suis", "soy", "sono", "sou", "ik ben", "jag är", "tell", "met", "introduce", "with", "chez", "bei",
    )
)  # fmt: skip
"""What often stands before a name, and often before something else."""

_GREETING_WORDS = """
dear hi hey hello hiya heya howdy thanks thx thanx ty cheers sorry bye goodbye goodnight night morning welcome wb yo congrats
congratulations please ok okay yes no yeah oh ah hola querido querida hallo hei hej moin liebe lieber danke salut bonjour bonsoir
merci cher chère gracias ciao grazie caro cara olá oi obrigado obrigada hoi dag beste bedankt tack cześć привет listen look well
wait god poor tell ask but and so what come
"""
GREETING = frozenset(
    (
        *_GREETING_WORDS.split(), "thank you", "good morning", "good night", "good evening", "good afternoon",
        "guten morgen", "guten tag", "guten abend", "buenos días", "buenas tardes", "buenas noches", "come on",
        "happy birthday", "see you", "love you", "miss you", "hi there", "hey there", "welcome back", "geehrte frau",
        "geehrter herr", "you know", "excuse me", "see ya", "so much", "very much",
    )
)  # fmt: skip
"""What calls somebody."""

_CLOSING_WORDS = """
regards sincerely yours cheers best love xoxo thanks signed respectfully cordially grüße gruß lg mfg cordialement bises saludos
abrazo atentamente saluti abbraccio abraços abraço atenciosamente groetjes groet hälsningar
"""
CLOSING = frozenset(
    (*_CLOSING_WORDS.split(), "kind regards", "best regards", "best wishes", "yours truly", "take care", "thank you",
     "many thanks", "yours sincerely", "yours faithfully", "freundlichen grüßen", "viele grüße", "liebe grüße",
     "bien à vous", "un abrazo", "met vriendelijke groet")
)  # fmt: skip
"""What ends a letter, before its writer's name."""

_FOLLOWING_WORDS = """
i you can are do how what is the for we and to please it that this did have would could so hope from sorry about if where he she
why when who thanks thank your my was were will has had a an in on at of with as not just let's i'm it's don't
"""
FOLLOWING = frozenset(_FOLLOWING_WORDS.split())
"""What goes on after somebody was called by name without a comma."""

_DOING_WORDS = """
called calls said says told tells asked asks lives lived moved married died laughed laughs smiled cried kissed works worked
thinks wants loves likes hates wrote replied phoned visited cooked sang lost forgot promised agreed apologised apologized
"""
DOING = frozenset(_DOING_WORDS.split())
"""What a person of two names does."""
