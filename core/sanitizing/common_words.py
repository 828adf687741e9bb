"""Words that begin a message, follow a greeting or stand in capitals without being anybody's name."""

from __future__ import annotations

from whetstone.core.sanitizing.word_lists import words

COMMON = words(
    """
    afaik imho imo iirc tbh btw fwiw ohh ahh hmm enter disconnect empty ghost killer newbie noob ip ips vlc
    modem router nautilus vista lubuntu arch erlang im thunderbird debian tel fon fax nr str st ave rd blvd
    apt inc ltd llc gmbh corp dept tbd asap faq lol omg wtf ai api iban bic ssn dni pin url vpn regards
    sincerely signed respectfully cordially yours grüße gruß saludos saluti best warmly a about above
    absolutely actually after again ah aha aight alas all almost already alright also although always am
    amen an and another any anybody anyhow anyone anything anytime anyway anyways apparently apart are
    aren't as aside ask at aw awesome aww away babe baby back bad basically be because been before behind
    being believe below besides better between beyond big bloody both boy boys brb bro bros brother but by
    bye call can can't captain caution certainly cheers child children clearly come congrats congratulations
    contents continue cool correct could couldn't crap cute dad daddy damn darling date day days dear
    definitely description did didn't different do doctor does doesn't doh doing done don't dude dudes dunno
    during each eek eh either else email enough er erm error especially etc eventually ever every everybody
    everyone everything exactly example except excuse false fair fake fine finally first folks for former
    fortunately four friday friend friends from fuck fun further fyi generally get gee gentlemen girl girls
    go god goes going gone gonna good goodbye goodnight gosh got great guess guys ha haha hahaha had half
    happy has hate have haven't having he heck heh hehe hell hello help hence her here hers hey hi him hint
    his hm hmmm hola hold holy hon honest honestly honey hooray hope hopefully how however hundred hurray i
    idea if ill i'll i'm important in incidentally indeed info information inside instead is isn't it it's
    its i've january just keep kid kidding kids kind know ladies lady last lastly later latter least leave
    let let's like likewise listen literally little live ll lmao long look looks lord lots love lucky
    luckily ma'am made make mama man many march mate mates may maybe me mean meanwhile mention mercy message
    mhm might mind mine miss mister mm mmm mom moment mommy monday money monster more moreover morning most
    mr mrs ms much mum music must my myself nah name naturally near need neither never nevertheless new news
    next nice night no nobody nope nor not note nothing november now obviously october of off often oh ok
    okay old on once one ones only oops open or original other others otherwise ouch our ours out outside
    over own papa pardon part people perfect perhaps personally phew please plus point pray precisely
    presumably pretty previously probably problem ps question questions quick quickly quiet quite rather
    ready real really recently regarding relax remember right s sad sadly said same saturday saw say says
    second seconds see seems seriously several shall she shh shit should show shut similarly simply since
    sir sis sister sit six so some somebody somehow someone something sometimes son soon sorry specifically
    start stay still stop strange strangely stuff such summary sunday super sure surely surprisingly suppose
    sweet sweetheart sweetie t take technically tell ten terrific than thank thankfully thanks that that's
    the their theirs them then there therefore there's these they they're things think third this those
    though thought three through thrice throughout thus thursday till time times title to today together
    tomorrow tonight too total totally toward towards tried tries true truly trust truth try tuesday two
    typically ugh uh uhh um umm under understand understood unfortunately unless unlike until up update upon
    us use used usually user ve very via wait want warning was watch way we wednesday week weird welcome
    well we'll were we're what whatever what's when whenever where whereas wherever whether which while who
    whoever whole whom whose why will wish with within without woah woman won wonderful won't word work
    world worse would wouldn't wow wrong ya yay yea yeah year years yep yes yesterday yet yo you young your
    you're yourself yup zero account address answer app application article author bash beer birthday board
    book boss bot browser bug byte car card chapter chat class code coffee command company computer console
    copy cpu data database dell desktop device disk document docs driver drive edit editor english episode
    event evening exception facebook fail failed fatal fedora figure file files firefox folder footnote
    footer form format forum france french game german germany gnome google greetings group gui hardware
    hacker header hidden home host hosts house http https image input install instance intel internet item
    java job kde kernel key keyboard lan laptop lap level lib license line link linux list local location
    log login lunch mac machine mail main manager map mask memory menu microsoft mode model module monitor
    mount mouse movie mysql network nick number nvidia object office option options order os output package
    page panel partition party password path perl phone photo picture place player port post power press
    print printer process program project proof python reason reboot re result root rule run sauce school
    screen script search section server service session setting settings setup shell site size software
    solution sound source spam spoiler spring state status step story string subject sudo support swap
    system tab table task team terminal test text thing tip todo tool topic translation twitter type ubuntu
    ubottu unix usb users usage value variable version video view void volume war waring web website wifi
    wiki wikipedia window windows wine wireless xorg youtube american britain british canada china chinese
    christmas easter england europe european indian italian italy japan japanese london russia russian
    spanish guy buddy pal gang champ chief y'all yall fellas fellow fellows loser idiot jerk stranger bitch
    dumbass asshole sweety hun luv grandma grandpa granny auntie aunt uncle cousin nephew niece husband wife
    fiance fiancee professor officer sergeant detective nurse coach teacher waiter sheriff judge president
    prince princess king queen aber ach auch auf bei bitte das dass dein dem den denn der die doch du ein
    eine einen es euch für genau gern gerne gut gute guten hab habe hallo hast heute hier ich ihr ist ja
    jaja jede jetzt kann kein klar leute liebe lieber ma mein mensch mir mit moin morgen na nach nee nein
    nicht nichts noch nun nur oder ohne prima quasi richtig schade schon sehr sei seit sicher sie sind sonst
    tja übrigens und uns vielleicht viel von vor wann warum weil wenn wer wie wir wo zu zum zur danke servus
    also bald bin bis bist bisschen da dabei dafür damit daran dann darauf darf davon dazu dich dir dort drauf
    echt eben eher eigentlich einfach einmal endlich erst etwas fast fertig find finde früher ganz geht gehen
    gesagt gestern glaub glaube gleich gut hat hatte hätte haben hin immer irgendwie jeder jo jup kannst kein
    keine kommst kommt krass kurz lass letzte letzten leid mach mache machst macht mal man mehr mich muss
    musst müde nächste nächsten naja ne neu neue nix okay passt recht ruf rufe sag sage sagst sagt schau
    schick schickst schnell schön sehen sein sich später stimmt super tut über überhaupt uns unter vom vorbei
    wäre war warst wegen weiß weiter welche wieder will willst wird wirklich wohl wollen wollte würde zwar
    zweite tschüss
    alle alles alter ainsi alors après au aussi avec avant beaucoup bien bon bonjour bonne ça ce
    cela certes ces c'est cette chez comme comment dans de déjà depuis des désolé donc elle elles en encore
    enfin est et être eux il ils j'ai je la là le les leur lui mais merci mes moi mon ne non nos notre nous
    ou oui où par parce pas pour pourquoi puis quand que quel qui quoi sa salut sans sauf se ses si sur ta
    tant tes toi ton tous tout toute toutes très tu un une va voilà vos votre vous tiens madame monsieur
    chérie chéri ahí ahora al algo amigo amiga amigos amor antes aquí así aún aunque bueno buenas buenos
    casi claro como con cuál cuando cuánto del desde después dónde donde el él ellos entonces era esa ese
    eso esta está este esto estoy fue gracias gente hace hasta hay hoy las lo los más mi mis mientras mucho
    muchas muy nada ni nosotros nunca o oye para pero perdón por porque pues qué quién quizás sea según ser
    señor señora sí sin sobre solo sólo su sus también tampoco te tengo tiene todos tus una usted ustedes
    vale vamos y allora anche ancora basta bene bravo buona buon buongiorno caro cara che chi ci ciao
    comunque così cosa cosi da davvero della di dove e ecco esatto forse già grazie ho io lei li loro mah
    mio molto nessuno niente noi oggi per perché perfetto però poi prego purtroppo quando quanto quella
    quello questa questo sì scusa sempre senza sono sta tra tutti tutto vabbè voi agora ainda aí aqui assim
    até bem boa bom com deixa depois ela ele em então essa esse estou eu fala foi galera isso já lá mas
    mesmo meu minha muito não nós obrigado obrigada oi olá onde pela pelo pois pra quem sem seu sim só sua
    também tem tenho tudo uma vai valeu você vocês allemaal als bedankt dag dan dank dat dit doei een goed
    goede graag haar heb heeft het hij hoe hoi ik jij jullie kan maar met mijn misschien naar niet nog nou
    nu om ook op toch tot uit van veel voor waar wanneer wat weer wel wij zo ze zijn alltså att av bra det
    din ett från för han hej hur här inte jag med men min mycket nej när någon och på sedan skulle som så
    tack vad vara vem vi visst är sant dlaczego jest jak nie tak tylko proszę dzień dobry dziękuję cześć
    """
)
"""In small letters: English first, then what chats in other languages begin with."""

NAMES_TOO = words(
    """
    mark hope grace joy rose frank bill rob rich art chase chance drew faith dawn summer autumn star sky ash
    amber angel max grant gene gus hank hunter iris ivy jack jade jay jewel josh kit lance lucky luna major
    mason mercy miles nick olive page patience pat pearl penny pete piper ray red reed rod ruby rusty sage
    sally sandy shadow skip sunny sue ted tiger ty van vic victor violet ward wade willow wolf storm ghost
    fox bear raven phoenix dragon dick peter tom light action dark empty sleepy void null root echo cat dog
    fire ice rain snow moon sun river stone steel
    """
)
"""Names, or what people call themselves, that are words of English as well."""

ROLES = words(
    """
    user assistant system human ai bot me you agent customer client operator admin moderator speaker
    narrator caller unknown anonymous persona model chatgpt claude gpt a b c d x y host guest participant
    interviewer student teacher doctor patient seller buyer support alle everyone
    """
)
"""Speakers that are parts played rather than names."""
