-- What housekeeping removes by age, and what is counted as given up.
CREATE INDEX notification_created ON notification (created_at);
CREATE INDEX outbox_dispatched ON outbox (dispatched_at) WHERE dispatched_at IS NOT NULL;
CREATE INDEX webhook_delivery_failed ON webhook_delivery (id) WHERE state = 'failed';
CREATE INDEX mail_failed ON mail (id) WHERE state = 'failed';
-- Whom to shut out together with an application.
CREATE INDEX refresh_token_client ON refresh_token (client_id);
