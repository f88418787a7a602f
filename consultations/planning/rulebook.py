"""Every gate, rule and source rule that the engine may cite, with its clinical wording and its source."""

from dataclasses import dataclass

from consultations.planning.words import _

BLOG = "Balding Blog, Pigments archive (about 2011), newhair.com/baldingblog/category/pigments/page/13"


@dataclass(frozen=True, slots=True)
class Entry:
    wording: str
    source: str


def _posts(*rows: tuple[str, str, str]) -> dict[str, Entry]:
    return {rule: Entry(wording, f"{rule}: {BLOG}, {post}") for rule, post, wording in rows}


def _table(*rows: tuple[str, str, str]) -> dict[str, Entry]:
    return {rule: Entry(wording, f"{rule}: {_spelled(source)}") for rule, source, wording in rows}


def _spelled(source: str) -> str:
    """Source rules named by number are those of the archive page."""
    return f"{source} ({BLOG})" if source.startswith("S") and source[1].isdigit() else source


GATES = _table(
    ("G1", "beautyims.com (C); project judgement", _("Under 18: no tattoo, pattern unknowable")),
    ("G2", "naturalinkspm.com, mytransformation.com.au (C)", _("Pregnant or nursing: safety unknown")),
    ("G3", "scalpguru.com, mytransformation.com.au (C)", _("Active infection, dermatitis, psoriasis, sunburn, wound")),
    ("G4", "bernstm.devgmi.com, donor dominant (B); PMC8719975 (A)", _("Scarring or unexplained loss: biopsy first")),
    ("G5", "Bernstein interview, wait 2–5 years (B); project judgement", _("Areata active or under 2 years quiet")),
    ("G6", "thehairnetwork.com, Rassman (B); PMC8719975 (A)", _("Donor miniaturization over 20 % or DUPA")),
    ("G7", "PMC8719975 (A)", _("Body dysmorphia, trichotillomania, an aim that no option meets")),
    ("G8", "newhair.com 1394 (B) against jcasonline.com 5978 (A); project judgement", _("Keloid former")),
    ("G9", "PMC5414424, granuloma on pigment (A)", _("Earlier pigment reaction or sarcoidosis")),
    ("G10", "beautyims.com, scalpguru.com (C)", _("Isotretinoin, chemotherapy or radiotherapy within six months")),
    ("G11", "naturalinkspm.com, scalpguru.com (C)", _("Bleeding or infection risk: clearance first")),
    ("G12", "feau.com (C); droracle.ai 862787 (D)", _("Transplant under 6 months ago, 12 for density pigment")),
    ("G13", "scalpguru.com (C); project judgement", _("Scar under 6 months, raised or changing")),
    ("G14", "Rassman, cutdoc.com (B); ISHRS census, lower limit 22 (A)", _("Young, pattern moving, no trial")),
    ("G15", "S19; bernstm.devgmi.com, 20 grafts per cm2 (B)", _("Session larger than the clinic or the donor allows")),
)
RULES = _table(
    ("R1", "spotidoc.com 88411, the mature line (B)", _("Norwood I, or II unchanged and no wish")),
    ("R2", "S4, S19", _("Small stable loss, adequate donor, one session")),
    ("R3", "S18, S19", _("Two sessions' worth, hair worn short: staged FUE")),
    ("R4", "S19; bernstm.devgmi.com, strip against FUE (B)", _("Two sessions' worth, hair worn longer: strip")),
    ("R5", "S19; survey dsu.12108 (A)", _("Over 3,000 within supply, hair longer: strip, then FUE")),
    ("R6", "S7, S8, S9", _("A pattern, density normal: end stage, enough donor")),
    ("R7", "S11", _("A pattern, more density wanted: pigment behind a real hairline")),
    ("R8", "S10", _("A pattern, very low original density")),
    ("R9", "S20–S23, S31, S32", _("Lifetime demand exceeds supply, short hair accepted")),
    ("R10", "S11, S15; Bernstein, mid-frontal forelock (B)", _("Lifetime demand exceeds supply, hair is to grow")),
    ("R11", "S13, S15", _("Donor used up: more grafts not productive")),
    ("R12", "S1", _("Transplant chosen, contrast high: pigment cuts contrast")),
    ("R13", "S30", _("Against medicines, pattern moving, shaved style accepted")),
    ("R14", "S31; project judgement", _("Short hair refused, V–VII, no surgery")),
    ("R15", "S6, S16, S17; robjamessmp.com (C)", _("Linear scar, flat, mature")),
    ("R16", "Mohebi, FUE and SMP for scar revision (B); project judgement", _("Linear scar wide, or hair from 1 cm")),
    ("R17", "newhair.com, why SMP is better on some scars (B)", _("Raised or hollow scar: shape stays visible")),
    ("R18", "Mohebi, FUE and SMP for scar revision (B)", _("White dots or over-harvested donor")),
    ("R19", "BMRI 2019-3423657, survival 80.7 % (A)", _("Injury, burn or surgical scar, mature, good donor")),
    ("R20", "S49", _("Thin zones and a scar: one plan, scar last")),
    ("R21", "Aesthetic Plast Surg 2013, s00266-013-0259-1 (A)", _("Ludwig I: medicine first")),
    ("R22", "baldingblog.com, most women are not candidates (B)", _("Ludwig II–III, donor thinned")),
    ("R23", "elitehairstudio.blogspot.com 2010/09 (B)", _("Woman, high hairline, traction or scar, stable donor")),
    ("R24", "alopecia as a use of pigment, Bernstein answers (B)", _("Total or universal alopecia, stable")),
    ("R25", "S27, S31", _("Pigmented before, wants hair")),
    ("R26", "S47; growth 6–12 months, baldingblog.org 2005/10 (B)", _("Result needed within three months")),
    ("R27", "S51; dermimatch.com (C); project judgement", _("White, blond or red hair, very fair")),
    ("R28", "redefineu.in, floor of 40 (C); project judgement", _("Density under 40 or under 800 grafts left")),
    ("R29", "ISHRS census, upper limit averages 72 (A); project judgement", _("Over 72, or unfit")),
    ("R30", "project judgement", _("Facts missing: no silent guess")),
)
SOURCE_RULES = _posts(
    ("S1", "post 1", _("High contrast: pigment beside a transplant reduces it")),
    ("S2", "posts 1 and 7", _("No single treatment is perfect")),
    ("S3", "post 1", _("A transplant rearranges hair; the original fullness does not return")),
    ("S4", "post 1", _("Near-normal density when the area is small")),
    ("S5", "post 1", _("Pigment behaves like a concealer without daily work")),
    ("S6", "post 2", _("Pigment hides scalp scars in someone with good hair")),
    ("S7", "post 3", _("A variants are end stage")),
    ("S11", "post 3", _("Pigment for density, FUE for a natural hairline")),
    ("S13", "post 7", _("Donor used up: pigment in thin areas")),
    ("S14", "posts 7 and 8", _("Supply may not sustain demand, even after an excellent result")),
    ("S15", "post 7", _("Pigment behind the leading hairline")),
    ("S16", "post 8", _("A full-headed look, or camouflage of scars")),
    ("S17", "post 8", _("Almost any size of scar")),
    ("S18", "post 8", _("Hair cut close suits FUE")),
    ("S19", "post 8", _("FUE up to 1,500 grafts a session; larger: strip")),
    ("S20", "post 8", _("4,000–6,000 grafts when heading to class VII")),
    ("S21", "post 8", _("6,000–8,000 grafts at a full class VII")),
    ("S22", "post 8", _("Published as 2–5 FUE surgeries")),
    ("S23", "post 8", _("Donor hair may run out before the look is complete")),
    ("S25", "post 8", _("The recommendation may differ from the request")),
    ("S27", "post 8", _("Pigment leaves later options open")),
    ("S28", "post 8", _("Pigment avoids repeated surgeries")),
    ("S29", "post 8", _("Plan on the untreated pattern")),
    ("S30", "post 8", _("Against medicines: the shaved style permits it")),
    ("S31", "post 8", _("The full look obliges a short-clipped style")),
    ("S32", "post 8", _("Pigment is to be considered permanent")),
    ("S33", "post 5", _("Do not advise that pigment is reversible")),
    ("S34", "post 4", _("Hair length decides how well a scar hides")),
    ("S38", "post 5", _("Two or more sessions")),
    ("S39", "post 8", _("One or two touch-ups are to be expected")),
    ("S40", "post 7", _("Two weeks between the first sessions")),
    ("S41", "post 7", _("Build density in stages")),
    ("S42", "post 4", _("Scars may need an additional session")),
    ("S44", "post 6", _("No washing for three days")),
    ("S49", "post 7", _("A large strip scar is its own later stage")),
    ("S50", "post 5", _("Match pigment to hair colour")),
    ("S51", "post 5", _("Grey dots suit later greying, black hair is to discuss")),
    ("S52", "post 5", _("Hair that is not black lightens in the sun")),
    ("S53", "post 5", _("Pigment fades and may need a touch-up")),
    ("S54", "post 5", _("People take up pigment differently")),
    ("S56", "post 8", _("More loss needs more pigment")),
    ("S58", "post 5", _("SMP costs USD 2,000–6,000 by the work")),
    ("S59", "post 5", _("The fee includes touch-ups to the first goal")),
    ("S60", "post 5", _("The base charge covers three months")),
    ("S66", "posts 3, 6 and 7", _("Record earlier grafts with total, method and date")),
)
BOOK = GATES | RULES | SOURCE_RULES | {"J": Entry(_("This project's own judgement"), "J: project judgement")}


def source(rule: str) -> str:
    """The citation of a rule."""
    return BOOK[rule].source
