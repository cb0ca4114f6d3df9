# A deal's page: how it stands, who sees what, what has changed

deal-type-lead = Lead
milestone-registration = Deal registration
ended-won = Won on { $date }.
ended-expired = Expired on { $date }: nobody answered within { $days } days. The sender may ask again.
ended-lost = Lost on { $date }.
ended-lost-because = Lost on { $date }: { $reason }
ended-declined = Declined on { $date }.
ended-declined-because = Declined on { $date }: { $reason }
closed-on = closed { $date }
overdue =
    { $days ->
        [one] { $days } day overdue
       *[other] { $days } days overdue
    }
printed = Printed { $date } · { $organization }
after-stages = An assessment is won after all four stages.
mark-next-stage = Mark { $stage }
share-sellers = Sellers of { $vendor } will see:
ask-partner-text = Each partner gets a copy of its own, to accept or decline.
let-view-text = The vendor’s sellers can look at it and change nothing. It can’t be taken back.

audience-deal = Name, value, stage and estimated close date.
audience-customer = The customer with address and D-U-N-S number.
audience-contacts = The customer’s contacts with e-mail and phone: { $names }.
audience-no-contacts = Not the customer’s contacts ({ $names }): the customer has not agreed to sharing.
audience-solutions-team = Solutions, and your team with e-mail and phone.
audience-only-view = It can look at these, and change nothing.
audience-sellers-of = Sellers of { $vendor }
audience-sender-knows = It sent this deal, and knows what it wrote.
audience-sender-sees-nothing = It sees nothing of what you do with it.
audience-copy = A copy of its own of what you sent: customer, value, close date, solutions.
audience-gone = It has not accepted: it sees nothing that is written here afterwards.
audience-party = That you take part, your status and stage, and your team with e-mail and phone.
audience-party-incoming = Your status and stage, and your team with e-mail and phone once you have accepted.
audience-vendor-reason = Your reason, when you decline.
audience-never-value = Never your own value, notes, CRM ID or campaign.

history-new = Waiting
history-active = Active
history-closed = Closed
history-pending = Sent
history-received = Opened
history-accepted = Accepted
history-engaged = Engaged
history-declined = Declined
history-expired = Expired
history-won = Won
history-lost = Lost
