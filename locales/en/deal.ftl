# A deal's page: how it stands, who sees what, what has changed

deal-type-lead = Lead
milestone-registration = Deal registration
ended-won = Won on { $date }.
ended-expired = Expired on { $date }: nobody answered within { $days } days. The sender may ask again.
ended-lost = Lost on { $date }.
ended-lost-because = Lost on { $date } ({ $reason }).
ended-declined = Declined on { $date }.
ended-declined-because = Declined on { $date } ({ $reason }).
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
audience-copy = A copy of its own of what you sent: customer with its contact, value, close date, solutions, and what you wrote to it.
you-asked-for = You asked for:
you-wrote = You wrote to them:
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

# What can’t be done now, and what two do at once
hindered-title = This can’t be done now
hindered-closed = Nothing of it can be changed any more.
hindered-nothing-to-answer = Your company opened this deal itself, so there is nothing to answer.
hindered-answered = It has been accepted already.
hindered-answered-on = It was accepted on { $date }.
hindered-window-over = The time to answer is over. Who sent it may ask again.
hindered-not-accepted = It waits for your company’s answer. Accept it first.
hindered-assessment = The solution of an assessment can’t be changed.
hindered-stages-open = An assessment can be won only after all four stages. Mark them one after the other.
hindered-theirs = It belongs to { $name }, which alone changes it.
hindered-shared = Vendor sellers can view this deal already.
hindered-role = Your role doesn’t allow it. Others are invited by people with the role Referrals admin or Partner admin.
hindered-role-vendor = Your role doesn’t allow it. Others are invited by people with the role Vendor seller or Referrals admin.
hindered-helpers = These people of your company can do it, or give you the role:
hindered-written = What you had written
hindered-written-hint = It was not saved. Copy what you still need.
accepted-meanwhile-title = A colleague has just accepted this deal
accepted-meanwhile-text = What you wrote is here: save it as a change of the deal, or cancel.
accepted-already-title = You have accepted this deal already
join-team = Put me on the team
join-team-hint = Beside those who are on it already.
merge-saved-by = Last saved by { $who }, { $date }.
merge-yourself = yourself in another window
merge-not-on-team = Not on the team
meanwhile-title = The solutions have changed meanwhile
meanwhile-added = { $who } added { $what }.
meanwhile-removed = { $who } took off { $what }.
meanwhile-kept = That holds, together with what you have chosen.
meanwhile-yourself = You (in another window)
done-solutions-saved-with = Solutions saved, with what was changed meanwhile. { $told }
error-reason-not-offered = Choose one of the reasons shown.
reason-note-kept = Needed when the reason is “Other”. Beside another reason it is kept with your notes, which only your company sees.
activity-kind = What happened
activity-all-kinds = Everything
activity-who = Who
activity-everybody = Everybody
activity-filter = Show these
activity-clear = Show all
activity-nothing = Nothing in the activity fits.
copy-link = Copy link
copy-link-done = Link copied
export-deal = Export deal
export-deal-csv = As CSV
export-deal-xlsx = As Excel file
related-deals = Other deals with this customer
team-clear-hint = To take somebody off, empty their row.
