"""Sentences in which organisations are named, or products that are no secret, in several languages."""

from __future__ import annotations

DEVELOP_WORK = (
    "I work at {EMPLOYER} as a nurse.",
    "i work at {EMPLOYER_SMALL} as a nurse",
    "My brother used to work for {EMPLOYER}, now he is retired.",
    "she got a job at {EMPLOYER} last week",
    "my boss at {EMPLOYER} never says thank you",
    "We sold the shop to {FIRM} in March.",
    "Please send the invoice to {FIRM}, {ADDRESS}.",
    "{FIRM} still owes me two months of pay.",
    "{PERSON}, CEO of {EMPLOYER}, will call you.",
    "I was fired from {EMPLOYER} on Friday",
    "My daughter studies at {SCHOOL} now.",
    "{PERSON}\n{EMPLOYER}\n{ADDRESS}",
    "employer: {EMPLOYER}",
    "Ich arbeite bei {EMPLOYER} in der Küche.",
    "Mein Job bei {EMPLOYER} ist langweilig.",
    "dass sie bei der {FIRM} arbeitet, wusste ich",
    "Je travaille chez {EMPLOYER} depuis mai.",
    "Trabajo en {EMPLOYER} desde enero.",
    "Lavoro alla {EMPLOYER} da anni.",
    "Ik werk bij {EMPLOYER} in Utrecht.",
)

DEVELOP_TALK = (
    "I installed {PRODUCT} yesterday and it works for me.",
    "does it work for {PRODUCT} too?",
    "just google it, or ask on {PRODUCT}",
    "{PRODUCT} is slow today, is {PRODUCT} any better?",
    "I joined {PRODUCT} in 2012 and left it again",
    "We work from home, and he works for free.",
    "I work at night, so call me at noon.",
    "The new version of {PRODUCT} works with {PRODUCT}, I think.",
    "Ich arbeite für Geld und nicht bei Regen.",
    "my company is small, and the company pays well",
)

HELD_OUT_WORK = (
    "Been with {EMPLOYER} for six years, still no raise",
    "i'm a trainee at {EMPLOYER_SMALL} and it's fine so far",
    "So I finally quit my job at {EMPLOYER} today!!",
    "They offered me a position at {EMPLOYER}, should I take it?",
    "my sister in law works for {EMPLOYER}, she says hi",
    "Our landlord is {FIRM} and nobody picks up the phone.",
    "the contract with {FIRM} runs out in June",
    "Has anybody else been paid by {FIRM} yet?",
    "Dad has had surgery at {SCHOOL}, he is ok",
    "{PERSON} from accounting at {EMPLOYER} told me that",
    "he founded {FIRM} with his cousin",
    "Interview with {EMPLOYER} tomorrow, wish me luck",
    "nobody who works at {EMPLOYER} likes the new canteen",
    "Kind regards\n{PERSON}\nHead of Sales\n{FIRM}\n{ADDRESS}",
    "Bin seit gestern bei {EMPLOYER} angestellt.",
    "Meine Frau hat bei {EMPLOYER} angefangen",
    "Die Rechnung der {FIRM} kam heute.",
    "J'ai trouvé un stage chez {EMPLOYER} !",
    "Mi hermana trabaja para {EMPLOYER} en Lima.",
    "Mio zio lavora per {EMPLOYER}",
    "Mijn collega bij {EMPLOYER} is ziek",
    "Jag jobbar på {EMPLOYER} sen i höstas",
)

HELD_OUT_TALK = (
    "has anyone tried {PRODUCT} with a new card? mine won't start",
    "what works at my place is {PRODUCT} on an old laptop",
    "{PRODUCT} and {PRODUCT} are both fine, pick one",
    "at least {PRODUCT} works for most people",
    "my job is to fix printers, and I like it",
    "the workaround for {PRODUCT} is in the manual",
    "I met her at School, back in March",
    "Group them by colour, and company comes at eight.",
    "Ich nehme {PRODUCT} für die Arbeit und Musik bei Nacht.",
    "on travaille pour la maison, pas pour Noël",
    "He sold his old {PRODUCT} for ten bucks",
    "The Company of Wolves is a film, isn't it?",
)
