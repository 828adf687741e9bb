"""What the built-in rules find, and what they leave: commands, versions, times, hashes, ordinary words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_up import ORDINARY, SECRETIVE, SECRETS, Maker

from whetstone import Host
from whetstone.plugins.sanitizers import check_digits
from whetstone.testing import temporary_host

FOUND = {
    "EMAIL": (
        "write to «ada.l+x@mail.example.org», please",
        "it is «ada at example dot org»",
        "«ada[at]example.org» works too",
        "Größe an «jürgen@müller.de»",
    ),
    "URL": (
        "see «https://tinker-shed.org/a?b=c».",
        "(«http://ada:secret@tinker-shed.org/x»)",
        "on «www.tinker-shed.org» today",
        "«https://github.com/ada» is me",
        "«https://www.google.com/search?api_key=abc123»",
        "«tinker-shed.com/page»",
        "«https://docs.google.com/document/d/1AbCdEfGhIjKl/edit» is the plan",
        r"Site:\n«https://www.TinkerShed.no/»\n\nAddress",
    ),
    "IP": ("ping «10.12.4.77»", "«2001:db8:85a3::8a2e:370:7334» is up", "from «192.168.7.20/24» on"),
    "MAC": ("card «00:1a:2b:3c:4d:5e» seen", "«00-1A-2B-3C-4D-5E»"),
    "PHONE": (
        "call «+49 171 1234567»",
        "at «(415) 555-2671» or",
        "Handy: «0171 2345678»",
        r"Phone:\n«(415) 555-2671»\n\nE-mail",
        "appelle-moi au «06 12 34 56 78»",
        "我的手机号是«13812345678»记一下",
        "電話は«090-1234-5678»です",
        "제 번호는 «010-1234-5678»이에요",
        "เบอร์โทร«0812345678»นะ",
        "мой номер «8 916 123-45-67»",
        "txt me «2125550187»",
        "رقمي «0501234567»",
        "मेरा नंबर «98765 43210» है",
        "«0612345678»",
    ),
    "CARD": (
        "pay with «4111 1111 1111 1111» now",
        "amex «378282246310005»",
        "«5555-5555-5555-4444»",
        "block my card «676700000000» please",
    ),
    "IBAN": (
        "to «DE89 3704 0044 0532 0130 00» now",
        "«GB82WEST12345698765432»",
        "«de89370400440532013000» ok",
    ),
    "NATIONAL_ID": (
        "ssn «536-22-8726»",
        "身份证«11010519491231002X»别丢了",
        "NINO «AB 12 34 56 C»",
        "she is «JK123456C»",
        "he is «X1234567L»",
        "and «RSSMRA85T10A562S» too",
        "is «12345678Z» right?",
        "or «44051401359», was it?",
        "DNI «12345678Z»",
        "codice fiscale «RSSMRA85T10A562S»",
        "PESEL «44051401359»",
        "CPF «529.982.247-25»",
        "personnummer «811218-9876»",
        "my SIN is «046 454 286»",
        "Steuer-ID «86095742719»",
        "NIR «2 55 08 14 168 025 38»",
        "BSN: «111222333»",
        "身份证 «11010519491231002X»",
        "Aadhaar «2341 2341 2346»",
        "TFN «123 456 782»",
        "СНИЛС «112-233-445 95»",
    ),
    "PASSPORT": ("my passport number is «C01X00T47»",),
    "DRIVER_LICENCE": ("driver's license: «D1234567»",),
    "ADDRESS": (
        "at «12 Baker Street», London",
        "住在：«朝阳区建国路88号3单元»",
        "«Am Lindenplatz 5a» in Köln",
        "«14, rue de la Paix» à Paris",
        "vive en «Calle Mayor 12» ahora",
        "abita in «Via Garibaldi 8» da anni",
        "PO: «P.O. Box 1234»",
        "to «PSC 4120, Box 77\nAPO AE 09021», he said",
        "send it to «FPO AP 96350»",
        "wohn in der «lindenstr. 5» jetzt",
        "my place is «221b baker street» ok",
        "moro na «rua das flores 123»",
        "j'habite «12 rue de la paix»",
        "живу на «улице Пушкина 10»",
        "«ул. Ленина, д. 5, кв. 12»",
        "adresim «Atatürk Cad. No: 15 Daire 3»",
        "집은 «강남구 테헤란로 152»",
    ),
    "COORDINATES": ("meet at «48.85837, 2.29448» tonight", "«48°51'24\"N 2°21'03\"E»"),
    "BIRTH_DATE": (
        "born on «12 March 1984»",
        "geboren am «12.03.1984»",
        "né le «12/03/1984»",
        "DOB: «1984-03-12»",
    ),
    "HANDLE": (
        "follow «@night_owl42»",
        "my steam is «gaben_42»",
        "discord: «fox#1234»",
        "ask «u/throwaway_88»",
        "«SW-1234-5678-9012»",
    ),
    "WALLET": (
        "send to «0x52908400098527886E0F7030069857D2E4169EE7»",
        "«1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa»",
    ),
    "SECRET": (
        "password: «hunter2»",
        "密码是«abc123xyz»别告诉别人",
        "my password is «Tr0ub4dor&3».",
        "DB_PASSWORD=«swordfish»",
        "Authorization: Bearer «abcdef0123456789abcdef»",
        "«postgres://app:pw@db.internal/main»",
        "curl -u «ada:s3cret» https://ubuntu.com",
        "the passphrase is «correct horse battery staple»",
        "das Passwort ist «geheim99»",
        "contraseña: «Perro123»",
        "«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY» is the aws secret",
        "la clave del wifi es «gatito2020»",
        "senha do wifi: «casa1234»",
        "login ada / pw «Sonne!23»",
        "your verification code is «482910».",
        "«482910» is your Google verification code",
        "the door code is «4711»#",
        "my pin's «9921» ok",
        "my code is long, my bank pin «1234»",
        "netflix pw «Popcorn77»",
    ),
    "PERSON": (
        "my wife «Susanne Weber» said",
        "<«el_ruso»> any idea?",
        "[10:42] <«zorblax»> any idea?",
        "«usr13»: no, none",
        "Dear Mr «Smith», hello",
        "I'm «Peter», hi",
        "my name is «zorblax» now",
        "mein Bruder «Korbinian» auch",
        "me llamo «Ximena»",
        "Kind regards,\n«Ottoline»",
        "hey «Fenwick», look",
        "I met «Katarzyna Nowak» there",
        "ask «Matthieu» about it",
        "thx «steffi»!",
        "mrs «weiss» next door",
        "мой брат «Саша» дома",
    ),
}
LEFT = (
    r"it lies in C:\notes\nina.txt",
    "the ticket 676700000000 is done",
    *ORDINARY,
    "sudo dpkg -i linux-image-2.6.24.16-generic_amd64.deb && cd ~/share/Dropbox",
    "flash 10.0.45.2 and version 1.2.3.4, kernel 2.6.28.11",
    "ping 127.0.0.1, mask 255.255.255.0, dns 8.8.8.8",
    "see https://en.wikipedia.org/wiki/Socrates or https://help.ubuntu.com/community/Grub2",
    "at 12:30:45 on 2011-04-28 it took 3.5 s",
    "deb http://archive.ubuntu.com/ubuntu natty main universe",
    "chmod 755 /etc/init.d/foo; echo $PATH > ~/.bashrc",
    "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 is of nothing",
    "password: yes, the password is not required",
    "error 404, port 8080, 1000000 rows, 16 GB, 60 fps",
    "@media print { }",
    "look at ubuntu dot com",
    "2024年5月31日下午3点15分见，订单号20240531123456已发货",
    "我买了3个苹果和10瓶水，ubuntu22.04怎么装python3",
    "この道に100号の車が3台",
    "the error code is 4711, the verification code is 6 digits long",
    "door code changed in 2019, pw reset takes ages",
    "die dorfstraße 5 km entlang, calle esa boca 3 veces",
    "это было 8 раз, улица была пуста 5 минут, 서울로 3시간",
    "git clone git@ubuntu.com:tools2/x",
    "i5 8gb, v2 3am, 8 916 people, u/s, and/or",
)


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with temporary_host() as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "marked"), [(kind, text) for kind, texts in FOUND.items() for text in texts]
)
def test_what_is_personal_is_found_to_the_letter(host, kind, marked):
    before, rest = marked.split("«")
    inside, after = rest.split("»")
    (done,) = host.sanitizing.open().scrub([before + inside + after])
    assert done.text == f"{before}[{kind}_1]{after}"


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_is_left(host, text):
    assert host.sanitizing.open().scrub([text])[0].text == text


@pytest.mark.parametrize("form", sorted(SECRETS.keys() - {"random"}))
def test_a_token_of_each_service_is_found_whole_wherever_it_stands(host, form):
    make = Maker(7)
    for sentence in SECRETIVE:
        secret = SECRETS[form](make)
        (done,) = host.sanitizing.open().scrub([sentence.replace("{SECRET}", secret)])
        assert done.text == sentence.replace("{SECRET}", "[SECRET_1]")


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (check_digits.german_tax_id, "86095742719"),
        (check_digits.french_nir, "255081416802538"),
        (check_digits.spanish_dni, "X1234567L"),
        (check_digits.italian_code, "RSSMRA85T10A562S"),
        (check_digits.polish_pesel, "44051401359"),
        (check_digits.dutch_bsn, "111222333"),
        (check_digits.brazilian_cpf, "52998224725"),
        (check_digits.brazilian_cnpj, "11222333000181"),
        (check_digits.aadhaar, "234123412346"),
        (check_digits.chinese_id, "11010519491231002X"),
        (check_digits.swedish_number, "8112189876"),
        (check_digits.australian_tfn, "123456782"),
        (check_digits.finnish_hetu, "131052-308T"),
        (check_digits.norwegian_number, "15076500565"),
        (check_digits.belgian_number, "85073003328"),
        (check_digits.swiss_number, "7569217076985"),
        (check_digits.turkish_number, "10000000146"),
        (check_digits.chilean_rut, "306869574"),
        (check_digits.romanian_cnp, "1630615123457"),
        (check_digits.south_african_id, "8001015009087"),
        (check_digits.singaporean_nric, "S0000001I"),
        (check_digits.british_nhs, "9434765919"),
        (check_digits.czech_number, "7103192745"),
    ],
)
def test_a_published_example_has_the_right_check_and_its_neighbours_have_not(check, right):
    assert check(right)
    place = next(at for at in range(len(right) - 2, 0, -1) if right[at].isdigit())
    others = [right[:place] + digit + right[place + 1 :] for digit in "0123456789" if digit != right[place]]
    assert sum(map(check, others)) <= 1


def test_a_password_behind_an_address_goes_as_well(host):
    done = host.sanitizing.open().scrub(["netflix: ada@example.org / Popcorn77", "me@example.org:hunter22"])
    assert [one.text for one in done] == ["netflix: [EMAIL_1] / [SECRET_1]", "[EMAIL_2]:[SECRET_2]"]
