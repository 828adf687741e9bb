"""Words that many people say and that tell of a life all the same: where, with whom, how ill, of what faith.

They are those among the few thousand most frequent words of some languages. Rarer ones are not told anyway.
"""

from __future__ import annotations

_PLACES = """
africa afrika afrique alemania allemagne america américa amérique amerika amsterdam angeles angleterre
arabia argentina asia atlanta australia austria bangkok barcelona bayern beijing belgien belgique bélgica
belgium berlin birmingham bogota boston brasil brazil britain british bristol bruxelles brussels buenos
california cambridge canada canadá catalunya chicago chile china chinese colombia colorado dallas delhi
denver detroit deutschland dublin dubai edinburgh egypt england españa espagne europa europe florida
france francia frankfurt frankreich georgia germany glasgow greece grecia hamburg hannover houston
hungary india indiana indien inglaterra iran iraq ireland irlanda israel istanbul italia italie italien
italy jakarta japan japon japón jerusalem kansas kenya kiev köln korea leeds leipzig lima lisboa
liverpool london londres louisiana lyon madrid manchester marseille melbourne mexico méxico miami
michigan milano minnesota montreal moscow moskau mumbai münchen munich napoli nederland netherlands
nigeria norway ohio ontario oregon österreich oxford pakistan paris parís pennsylvania peru perú
philadelphia philippines polen poland polska portugal praha prague québec rio roma rome russia russie
russland san santiago schweiz scotland seattle sevilla shanghai singapore southampton spain spanien
stuttgart suisse sweden sydney syria texas tokyo torino toronto toulouse turkey ukraine usa valencia
vancouver vegas venezuela vienna vietnam virginia wales warsaw washington wien york zürich
"""
_FAMILY = """
abuela abuelo aunt baby babys boss boyfriend boyfriends brother brothers bruder chef child children
cousin dad daddy daughter daughters divorce divorced enfants ehefrau enkel esposa esposo ex familie
famille family father fiance fiancé figlia figlio fille fils frau freund freundin frère girlfriend
grandma grandpa hermana hermano hija hijo hijos husband jefe kid kids kind kinder kollege kollegin madre
mama mamá maman mami mann mari marido married mère mom moms mother mum mutter mutti neighbor neighbour
niece nephew novia novio oma onkel opa padre papa papá parents père roommate scheidung schwester sister
sisters sohn son sons soeur sœur spouse suegra tante tochter uncle vater wedding widow wife
"""
_BODY = """
abortion addict addicted adhd aids alcohol alcoholic allergy anxiety asthma autism autistic blood cancer
cáncer cannabis chemo cholesterol cocaine covid dead death depressed depression depresión diabetes
diagnosis died disabled disease doctor drug drugs drunk dying enfermedad erkrankung gay heroin hiv
hospital hôpital ill illness krank krankenhaus krankheit krebs lesbian malade maladie medication medicine
medikamente mental migraine murder nurse overdose pain patient pregnancy pregnant prison queer rape
schwanger sex sick stroke suicide surgery symptoms therapie therapist therapy thérapie trans transgender
tumor weed
"""
_FAITH_AND_WORK = """
allah army bible buddhist catholic christian christ church communist conservative court democrat
embarazada gericht god islam islamic jail jesus jew jewish judge kirche labour landlord lawsuit lawyer
liberal military mosque muslim muslims navy nazi police policía polizei pope pray prayer religion
republican school schule socialist sued synagogue teacher temple trump university universität église
"""

PLACES = frozenset(_PLACES.split())
"""Places in small letters, of which a claim says nothing either."""

TELLING = PLACES.union((_FAMILY + _BODY + _FAITH_AND_WORK).split())
"""Words in small letters that a clone is not told to say, however often its person says them."""
