# Words that pages and mails share.

-product = Ortak

days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
span-days = { $days } d
span-hours = { $hours } h
span-minutes = { $minutes } min

# Roles of people
role-partner_admin = Partner admin
role-referrals_admin = Referrals admin
role-referrals_user = Referrals user
role-vendor_seller = Vendor seller
role-deal_reviewer = Deal reviewer
role-programme_admin = Programme admin

# Status of a deal
status-new = Waiting for an answer
status-active = Active
status-won = Won
status-lost = Lost
status-declined = Declined
status-expired = Expired

# Sales stages, by their percentage; the first is named after the direction
sales-stage-10 = Opened
sales-stage-10-outgoing = Created
sales-stage-10-incoming = Accepted
sales-stage-20 = Qualified
sales-stage-40 = Developed
sales-stage-60 = Proposed
sales-stage-80 = Negotiated
sales-stage-100 = Won

# Sales stages of solution assessments
assessment-stage-10 = Opened
assessment-stage-10-outgoing = Created
assessment-stage-10-incoming = Accepted
assessment-stage-20 = Secure customer level of effort
assessment-stage-40 = Collect data
assessment-stage-60 = Prepare assessment report
assessment-stage-80 = Present to customer
assessment-stage-100 = Won

deal-type-private = Private
deal-type-partner-led = Partner-led
deal-type-co-sell = Co-sell
deal-type-solution-assessment = Solution assessment

# Why a deal was declined or lost
reason-budget_not_adequate = Budget not adequate
reason-customer_did_not_respond = Customer did not respond
reason-customer_chose_another_vendor = Customer chose another vendor
reason-requirement_not_met = Requirement not met
reason-not_a_customer = Not a customer
reason-proposed_timeline_too_short = Proposed timeline too short
reason-abuse_spam_or_phishing = Abuse, spam or phishing
reason-no_relationship = Customer has no relationship with the vendor
reason-no_seller = No seller manages this customer directly
reason-worked_on_with_another_partner = Already worked on with another partner
reason-not_enough_information = Not enough information
reason-cannot_support_now = Can’t support now
reason-other = Other
reason-unspecified = No reason given

# What people are told of
event-incoming_referral = Incoming opportunity or lead
event-invitation_accepted = Invitation accepted
event-invitation_declined = Invitation declined
event-invitation_expired = Invitation expired
event-referral_expiring = Answer due soon
event-party_stage_changed = Another party moved to another stage
event-party_won = Another party won
event-party_lost = Another party lost
event-added_to_team = Added to a team
event-webhook_failing = Webhook failing
