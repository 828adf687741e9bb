"""What stands before the name of an employer, by language: words of work, and the small ones after."""

from __future__ import annotations

from typing import NamedTuple

from whetstone.core.sanitizing.word_lists import words


class Cue(NamedTuple):
    """Words in small letters of which one stands before a name, with one of the `links` right before it.

    Up to `between` words may stand between the two. `sure` if hardly anything else is named so; else what
    everybody knows does not count. `small` if the name may be in small letters after "at", "by" and "with".
    """

    words: frozenset[str]
    links: str
    between: int = 4
    sure: bool = True
    small: bool = False


CUES = (
    Cue(
        words("employed fired hired interned interning laid recruited resigned sacked"),
        "at by from",
        small=True,
    ),
    Cue(
        words(
            """
            apprenticeship career colleague colleagues coworker coworkers co-worker co-workers gig
            internship interview interviewed job jobs manager boss position role supervisor
            traineeship
            """
        ),
        "at with",
        between=1,
        small=True,
    ),
    Cue(words("months years desk shift"), "at", between=1, sure=False),
    Cue(
        words(
            """
            cashier chef clerk consultant cook designer developer director doctor driver employee
            employees engineer analyst accountant apprentice assistant head intern lawyer lecturer
            librarian nurse partner professor programmer receptionist recruiter researcher scientist
            secretary student surgeon teacher technician therapist trainee
            """
        ),
        "at",
        between=2,
        sure=False,
    ),
    Cue(
        words(
            """
            address ceo cfo chairman chairwoman cio coo co-founder cofounder cto employee employees
            founder headquarters offices owner shareholder spokesman spokesperson spokeswoman
            """
        ),
        "of at for",
        between=0,
        sure=False,
    ),
    Cue(
        words(
            """
            angefangen angestellt arbeite arbeiten arbeitest arbeitet arbeitete ausbildung azubi
            beschäftigt beworben bewerbung chef chefin gearbeitet gekündigt geschäftsführer
            geschäftsführerin job jobbe jobbt kollege kollegen kollegin lehre mitarbeiter
            mitarbeiterin praktikum schaffe stelle vorstellungsgespräch werkstudent werkstudentin
            """
        ),
        "bei beim für",
    ),
    Cue(
        words(
            """
            alternance boulot bosse bossé cdd cdi embauché embauchée employé employée entretien
            ingénieur ingénieure job licencié licenciée patron poste salarié salariée stage
            travaillais travaillait travaille travailler travailles travaillé
            """
        ),
        "chez pour par",
    ),
    Cue(
        words(
            """
            chefe contratada contratado curro emprego empregada empregado empleada empleado empleo
            entrevista estágio gerente jefa jefe prácticas puesto trabaja trabajaba trabajando
            trabajar trabajas trabajo trabajé trabajó trabalha trabalhando trabalhava trabalhei
            trabalho
            """
        ),
        "en para por de na no em pela da do",
        sure=False,
    ),
    Cue(
        words(
            """
            assunta assunto capo collega colloquio dipendente impiegata impiegato lavora lavorando
            lavorare lavorato lavorava lavori lavoro tirocinio
            """
        ),
        "alla presso per da dalla in nella della di",
        sure=False,
    ),
    Cue(
        words("aangenomen baan baas collega gewerkt ontslagen sollicitatie stage werk werken werkt werkte"),
        "bij voor",
    ),
    Cue(
        words(
            """
            ansat ansatt anställd arbeider arbejde arbejder arbejdede arbejdet arbetade arbetar
            arbetat jobbade jobbar jobbat jobber jobbet praktik
            """
        ),
        "på hos i för for ved",
    ),
    Cue(
        words(
            """
            pracował pracowała pracowałam pracowałem pracuje pracuję staż zatrudniona zatrudniony
            работает работал работала работаю устроилась устроился
            """
        ),
        "w dla przy u в на",
        between=2,
        sure=False,
    ),
)

PLACES = words(
    """
    agency agentur arbeitgeber arbeitsplatz azienda bakery bank bäckerei bedrijf boîte brewery büro business
    charity clinic club college company consultancy ditta employer employeur empleador empresa entreprise firm
    firma hospital kanzlei law loja ngo nursery organisation organization practice praxis restaurant school
    schule shop société startup start-up store tienda university unternehmen werkgever winkel workplace
    """
)
"""What an employer is."""

CALLED = (
    r"(?:(?:that|which|die|das|qui|que|che|dat)?(?:['’]s| is| was| se| si)? ?(?:called|named|namens|genannt|"
    r"llamad[ao]|chiamat[ao]|chamad[ao]|genaamd|s['’]appelle|llama|chiama|heet|heißt))"
)
"""What stands between such a word and its name."""

OWN = words("my his her our their mein meine dein unser unsere mon notre mi nuestra minha mia mijn onze your")
"""Whose an employer is."""

SUBJECTS = words(
    """
    i he she we they you who anybody anyone everybody everyone somebody someone people ppl guy guys girl im
    ive wife husband mom mum mother dad father brother sister son daughter friend friends boyfriend girlfriend
    cousin uncle aunt partner roommate flatmate neighbour neighbor ex boss law
    """
)
"""Who works."""

THINGS = words(
    """
    it this that these those which what nothing something everything command code script app driver method
    version trick fix solution one ones card wifi sound
    """
)
"""What works."""
