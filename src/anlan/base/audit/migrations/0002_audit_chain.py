"""Append-only tables and the hash chain, kept by the database itself."""

from __future__ import annotations

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_record_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditrecord
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_link_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION audit_digest(previous text, r audit_auditrecord) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        previous, r.id, extract(epoch FROM r.at)::text, r.actor_id, r.actor_name,
        r.organisation_id, r.address, r.request_id, r.action, r.object_type, r.object_id,
        r.object_label, r.before, r.after, r.reason)::text, 'UTF8')), 'hex')
$$;

-- Fires at commit: no row lock is asked for any more, so waiting for the chain cannot deadlock.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last audit_auditlink;
    previous text;
BEGIN
    PERFORM pg_advisory_xact_lock(4161646974);
    SELECT * INTO last FROM audit_auditlink ORDER BY sequence DESC LIMIT 1;
    previous := coalesce(last.hash, repeat('0', 64));
    INSERT INTO audit_auditlink (sequence, record_id, previous_hash, hash)
    VALUES (coalesce(last.sequence, 0) + 1, NEW.id, previous, audit_digest(previous, NEW));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_record_chain
    AFTER INSERT ON audit_auditrecord
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_chain();
"""

BACKWARD = """
DROP TRIGGER audit_record_chain ON audit_auditrecord;
DROP TRIGGER audit_record_append_only ON audit_auditrecord;
DROP TRIGGER audit_link_append_only ON audit_auditlink;
DROP FUNCTION audit_chain();
DROP FUNCTION audit_digest(text, audit_auditrecord);
DROP FUNCTION audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
