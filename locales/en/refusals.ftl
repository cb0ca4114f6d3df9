# Why something is refused as things stand, by the code of the refusal

conflict-terminal-state = The deal is closed: nothing of it can be changed any more.
conflict-invalid-transition = As the deal stands, this can’t be its next step.
conflict-not-accepted = The deal has not been accepted yet. Accept it first.
conflict-answer-window-over = The time to answer is over.
conflict-too-many-rows = The list is too long for one file: narrow it by a filter, or export it as CSV.
conflict-too-many-views = You have as many saved views as one person can have. Delete one first.
conflict-too-many-drafts = You have as many drafts as one person can have. Finish or delete one first.
conflict-incoming-deal = Only the company that started the engagement invites others.
conflict-assessment-not-shared = A solution assessment is not shared.
conflict-already-invited = They take part already, or have been asked.
conflict-already-in-engagement = They have an open deal in this engagement already.
conflict-solution-required = Your company has no published, co-sell ready solution yet. Opening a deal takes one.
conflict-already-registered = There is a webhook already. Change that one.
conflict-already-exists = Somebody else has just done the same.
conflict-idempotency-key-reused = This form was sent already, with something else in it. Open the page again.
conflict-would-lose-access = After this change you could no longer see the deal. Ask an administrator of your company.
conflict-not-your-referral = The deal belongs to another company, which alone changes it.
