"""The words by which organisations are told, in several languages, and the names that everybody uses."""

from __future__ import annotations

from whetstone.core.sanitizing.word_lists import phrases, words

SURE_FORMS = words(
    """
    a.p.s aps asa bhd bvba corp corporation d.o.o doo e.v ehf eood eurl gbr gesmbh ggmbh gmbh inc
    incorporated kft kgaa l.l.c l.l.p lda llc llp limitada ltd ltda mbh nyrt ood ohg oü oyj p.l.c plc pte
    pty pvt s.a.r.l s.p.a s.r.l s.r.o sarl sasu sdn sicav spa spzoo srl sro zrt
    """
)
"""Legal forms that are hardly anything else, in small letters and without their last full stop."""

SMALL_FORMS = SURE_FORMS - words(
    "corporation doo ehf gbr incorporated limitada ood oü spa e.v lda pte asa aps doo pty"
)
"""Those of them that tell a name in a text without capitals too."""

CAPITAL_FORMS = words(
    """
    A.B A.G A.S A/S AB AG AS A.Ş B.V BV Bancorp BANCORP Bros C.V CO COMPANY CV Co Company Corporation
    GROUP GRUPPE Group Groupe Gruppe Grupo Gruppo HOLDING HOLDINGS Holding Holdings Incorporated K.K KG KK
    LIMITED Limited N.V NV OY Oy S.A S.L LLLP LP PBC S.A.S S.E SA SAS SCA SE SGPS SL SpA Tbk Sons Söhne
    Trust Zoo
    """
)
"""Those that tell one only where they are written so, after words with capitals."""

KINDS = words(
    """
    Academy Acquisition Airlines Airways Apotheke Associates Association Autohaus Bakery Bancshares Bank
    Biosciences Biotech Biotechnology Brewery Brothers Catering Chemicals Clinic College Consultants
    Consulting Cooperative Electronics Enterprises Financial Foods Foundation Fund Funds ETF Gymnasium
    Hochschule Hospital Hospitality Industries Infirmary Institute Insurance Investments Kanzlei Klinik
    Klinikum Krankenhaus Laboratories Labs Logistics Minerals Mining Motors Partners Partnership Petroleum
    Pharma Pharmaceuticals Pharmacy Polytechnic Railways Realty School Semiconductor Society Solutions
    Stiftung Studios Supermarket Technologies Textiles Therapeutics University Universität Universiteit
    Ventures Veterinary Volksbank Werke
    """
)
"""What organisations are, at the end of their names."""

KINDS_FIRST = words(
    """
    Autohaus Azienda Banca Banco Banque Boulangerie Clinique Colegio Collège Escuela Grundschule Gymnasium
    Hochschule Hôpital Hospital Institut Instituto Istituto Kanzlei Kliniken Klinikum Krankenhaus Liceo
    Lycée Ospedale Sparkasse Stadtwerke Universidad Universidade Universität Universiteit Università
    University Université Volksbank
    """
)
"""And at their beginning."""

LINKS = words("& + and of und et y e i og och en de del della di do da du des la le the für for van von der")
"""What stands in small letters inside of a name."""

PARTNERS = words(
    """
    associates bros brothers co company cie daughter daughters figli fils hijos partner partners sohn son
    sons söhne zonen
    """
)
"""What comes after the "and" at the end of a firm's name."""

STOPPERS = words(
    """
    a about after als am an and are as at auf aus avec aux been before behind bei beim but by chez con
    contact copyright dear portions der des did do does dos during each es est every from für had has have
    he hello her hey hi his i i'll i'm i've if ihr im in ihre is ist it its je je by mein meine mi mijn
    mit mon my near no nous not o of on or our para per por pour qu que says she since so some sur than
    thanks that the their them then there they this those through til till to um un una une unsere until
    us via vom von voor was we were what when where which while who whose why wir with you your zum zur
    i'd he's she's we're they're we've you're
    """
)
"""Words that are in no name but with a capital of their own, at the beginning of a sentence."""

GENERIC = words(
    """
    agency airport anyone bank bar bekannte büro bosses bäcker bureau café call camp casa center centre
    charity children church city client clients coffee college companies companies company corporation
    council country customers days dawn day dentist die ende euch everybody everyone factory family
    fastfood free food freunden fun geld gold government gym hause herself himself hire hitze hospital
    hotel hours hourly isp ihm ihnen kindern kälte law least less lunch mama maman mcjob me minimum money
    motivation musik myself nacht night nights noon nothing office oma opa ourselves papa peanuts people
    pleasure police post pub regen restaurant rent retail school self sea several shop six sonne something
    speed startup state store sunrise supermarket tag telework temperaturen that them themselves this
    three tips two uni universities university us wages walls warehouse weekends wind work yourself zeit
    zuhause maison trabajo lavoro werk boot launch random runtime scale shutdown house hourly remote
    remotely server windows doors desk desks least most different similar large small big local major
    another both many multiple various
    """
)
"""What somebody works at or for that is nobody's name."""

DAYS = words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar
    februar märz mai juni juli oktober dezember i i'm i've i'd i'll
    """
)
"""Words with a capital at which a name is over."""

JOB_TITLES = words(
    """
    accountant administrator analyst architect assistant associate ceo cfo chief consultant coordinator
    cto dear department designer developer director engineer executive founder head lead manager nurse
    officer owner partner president principal producer professor regards representative researcher sales
    scientist secretary senior sincerely specialist staff student supervisor support teacher technician
    vice
    """
)
"""What stands on a line of a letterhead and is a part played, or the end of a letter."""

PUBLIC = words(
    """
    abiword acer adobe airbnb alibaba alpine amazon amd amiga android ansible anthropic apache apple arch
    arm asus atari audacity aws azure bash bbc bing bitcoin blender bluetooth bose broadcom brother canon
    canonical centos chatgpt chrome chromium cisco claude cloudflare cnn coca-cola compiz cups cygwin
    debian dell discord disney docker dropbox drupal duckduckgo ebay edubuntu emacs epson ethereum etsy eu
    evolution excel facebook fedora ferrari firefox flash flickr ford foxconn freebsd gentoo gimp git
    github gitlab gmail gnome gnu google grub gstreamer hollywood honda hotmail hp hulu ibm icloud ikea
    imdb instagram intel ios ipad iphone ipod java javascript jira kde kickstarter kindle kodak kubernetes
    kubuntu lego lenovo lexmark lg libreoffice linkedin linux lg logitech lotus lubuntu lufthansa macbook
    macos mandriva mastodon mathworks matrix mcdonald's mcdonalds messenger meta microsoft minecraft mint
    mongodb motorola mozilla mplayer mtv myspace mysql nasa nato netbsd netflix netgear nginx nike nikon
    nintendo nokia novell nvidia openai openbsd openoffice opera oracle outlook panasonic patreon paypal
    pepsi perl philips php pidgin pinterest playstation porsche postgres postgresql powerpoint python qt
    quora raspberry realtek reddit redhat rhythmbox ruby rust safari samba samsung sap silverlight siri
    skype slack slackware snapchat sony sourceforge soundcloud spotify stackoverflow starbucks steam suse
    swift symantec teams telegram tesla thunderbird tiktok tomtom toshiba totem toyota trello tumblr
    twitch twitter uber ubuntu unix un vimeo virtualbox vista vlc vmware volkswagen wayland whatsapp wifi
    wikipedia windows winamp wine wireshark word wordpress xbox xchat xfce xiaomi xubuntu yahoo yamaha
    yelp youtube zoom yaris playstation walmart
    """
) | phrases("red hat | best buy | new york times | stack overflow | internet explorer | free software")
"""Products, and those who make them, that everybody talks about: to name them tells nothing of anybody."""
