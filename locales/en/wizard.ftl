# The New-deal wizard, and asking others into a deal

wizard-steps = Steps
wizard-step-customer = Customer
wizard-step-details = Deal details
wizard-step-team = Team
wizard-step-solutions = Solutions
wizard-step-help = Help and sharing
wizard-step-help-vendor = Partner
wizard-step-review = Review
wizard-done = done
wizard-saved-at = draft saved { $time }
wizard-back = Back
wizard-next = Continue: { $step }
wizard-to-review = Review deal
wizard-create = Create deal
wizard-unnamed = Deal without a name
wizard-drafts-text = You have begun these. Go on where you were, or start a new one.
wizard-fresh = Start a new deal
wizard-fresh-vendor = Start a new invitation
wizard-continue = Continue
wizard-discard = Discard draft
wizard-discard-title = Discard this draft?
wizard-discard-text = What you entered is deleted for good. Nobody else has seen it.
wizard-stale-title = You went on in another window
wizard-stale-text = This draft was saved there meanwhile. What you see here are the answers of this page over the latest ones; save once more if they are right.
wizard-stale-review = This draft was changed there meanwhile, so nothing was created. Look through what it says now, and create the deal if it is right.

wizard-blocked = You can’t open deals yet
wizard-blocked-vendor = You can’t invite partners yet
wizard-blocked-role = Deals are opened by people with the role Referrals admin or Partner admin, and you have another one.
wizard-blocked-role-vendor = Partners are invited by people with the role Vendor seller or Referrals admin, and you have another one.
wizard-blocked-solution = Your company has no published, co-sell ready solution yet. It takes one to open deals.
wizard-helpers = These colleagues can change that:
wizard-no-helper = Ask your operator: your company has no administrator here.
wizard-to-deals = Go to the deals

wizard-customer-hint = The legal name of the exact company that buys. Type to see your customers and the companies of the directory; any other name can be entered as well.
wizard-find-customer = Find the customer
wizard-find-partner = Find a partner
wizard-find-solution = Find a solution
wizard-find = Find
wizard-suggestions = Suggestions
wizard-no-customer = No company of that name was found. You can enter one freely.
wizard-no-partner = No active partner has that name.
wizard-choose = Choose customer
wizard-invite = Invite partner
wizard-duplicates = This may be the same as an open deal
wizard-duplicates-text = Look at these first, so that you don’t work on one need twice.
wizard-duns-hint = 9 digits, if you know it.
wizard-contact = Contact at the customer
wizard-contact-short = Contact
field-customerprofile-name = Customer
field-customerprofile-address-country = Country
field-customerprofile-address-addressline1 = Street
field-customerprofile-address-city = City
field-customerprofile-address-state = State or province
field-customerprofile-address-postalcode = Postal code
field-customerprofile-ids-id = D-U-N-S number
field-mpnid = Location
field-organizationid = Partner
field-organizationname = Company name
field-invitecontext-assistancerequestcode = Help
field-invitecontext-notes = Notes
wizard-contact-hint = Optional for your own deals; needed to ask the vendor for help and for solution assessments. You can also give it later, with Help and sharing.
wizard-contact-hint-vendor = Optional. The partners that you invite can then talk to them.
wizard-contact-for = { $vendor } needs somebody at the customer to talk to.
wizard-contact-assessment = A solution assessment needs somebody at the customer to talk to.
wizard-contact-begun = Something about this contact is missing. Complete it, or clear all of it.
wizard-change-contact = Change contact
wizard-consent = The customer agrees that their details are shared
wizard-consent-hint = With the companies that you ask into this deal. Without it nothing leaves your company. Your name and the time are kept with it.
wizard-consent-given = Customer agrees to sharing
wizard-partner-number = partner number { $number }

wizard-name-hint = Say what is sold; everybody who takes part sees it.
wizard-location-hint = The location can’t be changed after the deal is created.
wizard-close-hint = An estimate; you can change it later.
wizard-past-close = The estimated close is in the past. The deal can be created so; is that what you mean?

wizard-add-person = Add a person
wizard-remove-person = Remove person
wizard-recent = People of your recent deals
wizard-add = Add

wizard-chosen = Chosen solutions
wizard-none-chosen = None yet. Tick at least one below.
wizard-shelves = Whose solutions
wizard-solutions-hint = What you sell on this deal: your own, the vendor’s, or another partner’s.
wizard-solutions-hint-vendor = What is sold on this deal: your company’s solutions, or a partner’s.
wizard-assessment-hint = A solution assessment has exactly one assessment type and no other solution. It can’t be changed later, and the deal is not shared.
wizard-nothing-found = Nothing here that isn’t chosen already.
wizard-save-solutions = Save solutions
shelf-own = My company’s
shelf-vendor = The vendor’s
shelf-third-party = Other partners’
shelf-third-party-vendor = Partners’
shelf-assessments = Solution assessments

wizard-help-question = What help do you need from { $vendor }?
wizard-no-help-hint = You work on your own. You can ask later.
wizard-notes-to = Notes to { $vendor }
wizard-notes-to-hint = Say what you need, by when, and who at the customer knows of it.
wizard-always-seen = Sellers of { $vendor } can then see this deal. That can’t be taken back.
wizard-view-question = May sellers of { $vendor } see this deal?
wizard-view-no = Nobody outside your company sees it. You can share it later.
wizard-view-yes = They can look, not change anything. It can’t be taken back.
wizard-may-view = Vendor’s sellers may see it
wizard-partners = Other partners
wizard-partners-vendor = Partners to invite
wizard-partners-hint = Each partner gets a copy of its own to accept or decline.
wizard-help-kind = Kind of help
wizard-why = Why you ask them
wizard-why-hint = They read this before they answer.
wizard-brings = Solutions that they should bring
wizard-own-people = Your people for this partner
wizard-own-people-hint = They see name, e-mail and phone. If nobody is ticked, the whole team is meant.
wizard-theirs-afterwards = Once sent, value, close date and team of the invitation are theirs; you can’t change them.
wizard-change = Change invitation
wizard-remove = Remove

wizard-summary = What this will be
wizard-becomes-private =
    { $partners ->
        [0] This will be a private deal.
        [one] This will be a deal between partners, with one invited partner.
       *[other] This will be a deal between partners, with { $partners } invited partners.
    }
wizard-becomes-partner-led =
    { $partners ->
        [0] This will be a partner-led deal.
        [one] This will be a partner-led deal, with one invited partner.
       *[other] This will be a partner-led deal, with { $partners } invited partners.
    }
wizard-becomes-co-sell =
    { $partners ->
        [0] This will be a co-sell deal.
        [one] This will be a co-sell deal, with one invited partner.
       *[other] This will be a co-sell deal, with { $partners } invited partners.
    }
wizard-becomes-solution-assessment =
    { $partners ->
       *[other] This will be a solution assessment.
    }
wizard-means-private =
    { $vendor ->
       *[other] Nobody outside your company sees anything of it.
    }
wizard-means-partner-led = Sellers of { $vendor } can view it; none of them has to answer.
wizard-means-co-sell = { $vendor } gets a copy of its own to accept or decline.
wizard-means-solution-assessment =
    { $vendor ->
       *[other] It is not shared with other companies, and never registered.
    }
wizard-means-invited =
    { $partners ->
        [0] Invite a partner, or work on it alone.
       *[other] Each partner gets a copy of its own to accept or decline.
    }
wizard-partners-only = Only the partners that you invite see what you send them. The vendor sees nothing.
wizard-side-sees = What { $name } will see
wizard-answers-by = Gets a copy of its own to answer by { $date }.
wizard-views-only = Can look, with nothing to answer.
wizard-value-and-close = Value, close
wizard-your-team = Your team
wizard-notes-to-them = Your notes to them
wizard-not-shared = Not shared
wizard-not-shared-what = your own notes, CRM ID, campaign
wizard-payload = Exact payload
wizard-readiness = Registration readiness
wizard-update-preview = Update preview
readiness-met = met
readiness-unmet = missing
readiness-later = shows later
readiness-deal-type-met = Co-sell or partner-led
readiness-deal-type-unmet = Only co-sell and partner-led deals can be registered
readiness-deal-type-later = Co-sell or partner-led
readiness-value-met = Worth { $least } or more
readiness-value-unmet = Must be worth { $least } or more
readiness-value-later = Worth { $least } or more, at the rate of the month of winning
readiness-managed-account-met = Managed customer
readiness-managed-account-unmet = The vendor does not manage this customer
readiness-managed-account-later = The vendor must manage this customer
readiness-incentive-solution-met = Incentive-eligible solution
readiness-incentive-solution-unmet = Needs an incentive-eligible solution
readiness-incentive-solution-later = Incentive-eligible solution
readiness-vendor-accepted-met = The vendor has accepted
readiness-vendor-accepted-unmet = The vendor has not accepted
readiness-vendor-accepted-later = The vendor must accept; wait { $hours } hours before Won

invite-title = Invite { $name }
invite-back = Back to the deal
invite-send = Send invitation
done-opened = Deal created.
done-opened-and-asked = Deal created, invitations sent.
done-draft-discarded = Draft discarded.
done-invited = Invitation sent.
done-solutions-saved = Solutions saved.

error-consent-required = The customer’s consent is needed to invite others: tick the box.
error-help-required = Choose a kind of help.
error-unknown-organization = This partner isn’t on the platform any more.
error-inactive-organization = This partner isn’t active any more.
error-already-invited = This partner is invited already.
error-unknown-solution = One of the solutions can’t be chosen any more.
error-invalid-partner-number = A partner number has 1 to 20 digits.
error-assessment-is-the-only-solution = A solution assessment has exactly one assessment type and no other solution.
error-assessment-not-approved = Your company isn’t approved for solution assessments. The programme can approve it.
error-assessment-not-allowed = Only partners assess solutions.
error-assessment-not-shared = A solution assessment isn’t shared: ask for no help and invite nobody.
