"""What the gates say, G1 to G15."""

from consultations.planning.words import _, sentence

UNDER_AGE = sentence(
    _(
        "Nothing permanent is done to the scalp before the age of {age}, because nobody can tell yet how the hair "
        "will develop."
    ),
    clinical=_("Under {age}: no permanent procedure; the final pattern cannot be known."),
)
PREGNANT = sentence(
    _("We wait until after pregnancy and nursing, because nobody knows whether pigment or surgery is safe then."),
    clinical=_("Pregnant or breastfeeding: SMP and surgery deferred, safety not established."),
).plain
SORE_SCALP = sentence(
    _("The scalp has to be calm and healed first, because sore or inflamed skin heals badly and loses pigment."),
    clinical=_(
        "Active infection, dermatitis, psoriasis, sunburn or open wound: clear first; delayed healing and poor "
        "pigment retention."
    ),
).plain
UNEXPLAINED = sentence(
    _("This kind of loss can destroy new grafts, so a skin doctor looks at it first and may take a small skin sample."),
    clinical=_(
        "Scarring or unexplained alopecia, not confirmed inactive: dermatology and biopsy before any procedure; "
        "active disease destroys grafts."
    ),
).plain
SHEDDING = sentence(
    _("Shedding of this kind can take 6 to 12 months to pass, and nothing is placed in the scalp until then."),
    clinical=_("Telogen effluvium, usually self-limiting within 6 to 12 months: no procedure meanwhile."),
).plain
UNSEEN_MARK = sentence(
    _("A mark on your scalp has not been examined, so a skin doctor looks at it first."),
    clinical=_("Unexamined scalp lesion: dermatological diagnosis before any procedure."),
).plain
TOTALIS = sentence(
    _("Grafts would be lost to the same illness, and your own hair may still come back by itself."),
    clinical=_("Alopecia totalis or universalis: no transplant, grafts are lost to the disease; regrowth under SMP."),
).plain
AREATA_NO_SURGERY = sentence(
    _(
        "Surgery waits until {months} months have passed without a new patch, because grafts could be lost to the "
        "illness."
    ),
    clinical=_("Alopecia areata quiet for less than {months} months: no transplant, graft loss on relapse."),
)
AREATA_WAIT = sentence(
    _(
        "New patches may still come, so we wait until {months} months have passed without one, and {surgery} months "
        "before surgery."
    ),
    clinical=_("Alopecia areata not quiet for {months} months: SMP deferred; transplant not before {surgery} months."),
)
DONOR_THINS = sentence(
    _("The hair at the back and sides is thinning too, so hair taken from there would be lost later."),
    clinical=_("Donor miniaturization above the limit, or diffuse unpatterned alopecia (DUPA): unsafe donor."),
).plain
SPECIALIST = sentence(
    _("Before anything is done to the scalp, it helps to talk with a specialist who knows this well."),
    clinical=_("Body dysmorphic disorder or trichotillomania: specialist assessment before any procedure."),
).plain
NOTHING_LEFT = sentence(
    _("What you wish for and what you rule out leave no treatment that we could give, so we talk about it first."),
    clinical=_("No available option meets the stated goals within the stated refusals: align expectations first."),
).plain
RAISED_SCARS = sentence(
    _("Your skin may form raised scars, so a doctor decides after a small test area, and no strip is cut."),
    clinical=_("Keloid former: test area and physician's decision first; strip excision excluded."),
).plain
PIGMENT_REACTION = sentence(
    _("The skin may react to pigment with lumps, even much later, so we place none and a doctor looks first."),
    clinical=_("Earlier pigment reaction or sarcoidosis: risk of late granuloma, SMP contraindicated; refer."),
).plain
WASHOUT = sentence(
    _("We wait {months} months after this treatment, because the skin heals badly until then."),
    clinical=_("Isotretinoin, chemotherapy or radiotherapy within {months} months: impaired healing, defer."),
)
CLEARANCE = sentence(
    _("Your own doctor has to agree first, because of bleeding or infection; never stop a medicine on your own."),
    clinical=_(
        "Anticoagulation, bleeding disorder, uncontrolled diabetes or hypertension, immunosuppression or valve "
        "disease: medical clearance first; no drug is stopped without the prescriber."
    ),
).plain
TRANSPLANT_NEW = sentence(
    _("Your last transplant is less than {months} months old, so its hair and scars are not final yet."),
    clinical=_("Transplant under {months} months ago: growth and scars immature, defer any procedure."),
)
TRANSPLANT_GROWING = sentence(
    _("Your last transplant is less than {months} months old, so pigment for density waits until it has grown in."),
    clinical=_("Transplant under {months} months ago: density SMP deferred until growth is complete."),
)
SCAR_YOUNG = sentence(
    _("A scar has to be calm for at least {months} months before pigment or grafts go into it."),
    clinical=_("Scar under {months} months or immature: defer SMP and grafting of the scar."),
)
SCAR_RAISED = sentence(
    _("A raised, itching or growing scar is treated first, because pigment does not hold well in it."),
    clinical=_("Hypertrophic, keloid or changing scar: treat first; poor pigment retention."),
).plain
END_NOT_KNOWN = sentence(
    _("Under {age} nobody can tell yet where the hair loss will stop."),
    clinical=_("Age below {age} with a progressing pattern: final pattern unknowable."),
)
YOUNG = sentence(
    _(
        "You are under {age} and the loss may still move, so a full {months} months of medicine, watched by a doctor, "
        "come first."
    ),
    clinical=_("Under {age}, pattern not settled, no full drug trial: {months} months of medical therapy first."),
)
BY_STRIP = sentence(
    _(
        "The number you asked for in one surgery, {asked}, is more than the {limit} grafts we take one by one in a "
        "session, so a strip is the way."
    ),
    clinical=_("Requested {asked} FU exceeds the FUE session limit of {limit}: strip (FUT)."),
)
BY_STRIP_FOR_YIELD = sentence(
    _("The number you asked for in one surgery, {asked}, cannot be taken one by one at once, so a strip is the way."),
    clinical=_("Requested {asked} FU exceeds the yield of one FUE pass: strip (FUT)."),
)
TOO_MANY = sentence(
    _(
        "The number you asked for in one session, {asked}, is too large; we take up to {limit} grafts and plan "
        "several sessions."
    ),
    clinical=_("Requested {asked} FU exceeds the FUE session limit of {limit}: stage the sessions."),
)
TOO_MANY_FOR_DONOR = sentence(
    _("The number you asked for in one session, {asked}, is more than your donor area can give at once."),
    clinical=_("Requested {asked} FU exceeds the donor's yield in one session."),
)
