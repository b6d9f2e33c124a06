-- Statements, each under a title; :residents, :contacts and :cases are the wanted numbers. Ids go on from the demo's.

-- title: numbers that look thrown
CREATE FUNCTION pg_temp.dice(n bigint, salt int, sides bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(n, salt) & 9223372036854775807) % sides;

-- title: halves of references with their share of the check
CREATE TEMPORARY TABLE half AS
SELECT n, string_agg(substr('34679CDFGHJKMNPQRTWX', d + 1, 1), '' ORDER BY place DESC) AS letters,
    sum(CASE WHEN place % 2 = 0 THEN 2 * d / 20 + 2 * d % 20 ELSE d END)::int AS share
FROM generate_series(0, 159999) n, generate_series(0, 3) place,
    LATERAL (SELECT n / (20 ^ place)::int % 20 AS d) digit
GROUP BY n;

-- title: references that never meet: the multiplier shares no factor with 20^8
CREATE TEMPORARY TABLE given AS
SELECT number, high.letters || low.letters
    || substr('34679CDFGHJKMNPQRTWX', (20 - (high.share + low.share) % 20) % 20 + 1, 1) AS reference
FROM generate_series(1, greatest(:residents, :contacts, :cases) + 10000) number
JOIN half high ON high.n = number::bigint * 12345678917 % 25600000000 / 160000
JOIN half low ON low.n = number::bigint * 12345678917 % 25600000000 % 160000;

-- title: the demonstration's own rows join the same sequence
WITH a AS (UPDATE customers_customer t SET reference = g.reference FROM given g WHERE g.number = t.id),
    b AS (UPDATE contacts_contact t SET reference = g.reference FROM given g WHERE g.number = t.id)
UPDATE cases_case t SET reference = g.reference FROM given g WHERE g.number = t.id;

-- title: cases to copy
CREATE TEMPORARY TABLE pattern AS
SELECT c.*, l.contact_id, c.closed_at IS NULL AS is_open,
    row_number() OVER (PARTITION BY c.closed_at IS NULL ORDER BY c.id) - 1 AS place_in_kind
FROM cases_case c JOIN cases_casecontact l ON l.case_id = c.id AND l.opened_it;

-- title: places by the body whose area they are in
CREATE TEMPORARY TABLE spot AS
SELECT DISTINCT ON (r.organisation_id, a.id) r.organisation_id, a.uprn, a.easting, a.northing, ward.code AS ward_code,
    concat_ws(', ', trim(concat_ws(' ', a.building_number, a.street)), a.town, a.postcode) AS words
FROM places_address a
JOIN places_addressarea ar ON ar.address_id = a.id JOIN places_area r ON r.id = ar.area_id
JOIN places_addressarea aw ON aw.address_id = a.id JOIN places_area ward ON ward.id = aw.area_id AND ward.kind = 'ward'
WHERE r.organisation_id IS NOT NULL;

-- title: places in order
CREATE TEMPORARY TABLE numbered_spot AS
SELECT *, row_number() OVER (PARTITION BY organisation_id ORDER BY uprn) - 1 AS number,
    count(*) OVER (PARTITION BY organisation_id) AS spots
FROM spot;

-- title: statistics of what is given out
ANALYZE given, pattern, numbered_spot;

-- title: residents
WITH lists AS (
    SELECT string_to_array(:given_names, ' ') AS given_names, string_to_array(:family_names, ' ') AS family_names,
        string_to_array(:name_beginnings, ' ') AS beginnings, string_to_array(:name_ends, ' ') AS ends,
        (SELECT max(id) FROM customers_customer) AS last
), person AS (
    SELECT last + n AS id, given_names[1 + pg_temp.dice(n, 1, cardinality(given_names))] AS given_name,
        CASE WHEN pg_temp.dice(n, 2, 2) = 0
            THEN family_names[1 + pg_temp.dice(n, 3, cardinality(family_names))]
            ELSE beginnings[1 + pg_temp.dice(n, 4, cardinality(beginnings))]
                || ends[1 + pg_temp.dice(n, 5, cardinality(ends))] END AS family_name,
        date '2008-01-01' - pg_temp.dice(n, 6, 27000)::int AS born, now() - make_interval(days => 400) AS at
    FROM lists, generate_series(1, :residents) n
)
INSERT INTO customers_customer (id, kind, reference, title, given_name, family_name, known_as, organisation_name,
    search_name, date_of_birth, at_risk, is_deceased, preferred_channel, preferred_language, state, created_at)
SELECT p.id, 'person', g.reference, '', given_name, family_name, '', '', lower(given_name || ' ' || family_name),
    CASE WHEN p.id % 3 = 0 THEN born END, p.id % 500 = 0, false, '', '', 'active', at
FROM person p JOIN given g ON g.number = p.id;

-- title: their email addresses, telephone numbers and homes
INSERT INTO customers_contactpoint (kind, value, normalised, lines, postcode, uprn, reveals_place, is_mobile,
    confidential, is_preferred, verified_how, valid_from, bad_reason, customer_id)
SELECT point.kind, point.value, point.normalised, '{}', point.postcode, point.uprn, point.kind = 'address',
    point.kind = 'phone', false, true, '', c.created_at, '', c.id
FROM customers_customer c
CROSS JOIN (SELECT max(spots) AS spots FROM numbered_spot WHERE organisation_id = 1) n
JOIN numbered_spot s ON s.organisation_id = 1 AND s.number = pg_temp.dice(c.id, 7, n.spots),
LATERAL (VALUES
    ('email', lower(c.given_name || '.' || c.family_name) || c.id || '@resident.example',
        lower(c.given_name || '.' || c.family_name) || c.id || '@resident.example', '', ''),
    ('phone', '07' || lpad((c.id * 7919 % 1000000000)::text, 9, '0'),
        '+447' || lpad((c.id * 7919 % 1000000000)::text, 9, '0'), '', ''),
    ('address', s.words, lower(replace(s.words, ',', '')), right(s.words, strpos(reverse(s.words), ',') - 2), s.uprn)
) point (kind, value, normalised, postcode, uprn)
WHERE c.id > (SELECT max(customer_id) FROM customers_contactpoint);

-- title: what is copied to whom and when, nine in ten closed
CREATE TEMPORARY TABLE made AS
WITH lasts AS (
    SELECT (SELECT max(id) FROM cases_case) AS last_case, (SELECT max(id) FROM contacts_contact) AS last_contact,
        (SELECT max(id) FROM customers_customer) AS last_customer,
        (SELECT count(*) FROM pattern WHERE is_open) AS open_ones,
        (SELECT count(*) FROM pattern WHERE NOT is_open) AS closed_ones
), thrown AS (
    SELECT n, pg_temp.dice(n, 10, 10) = 0 AS is_open, lasts.* FROM lasts, generate_series(1, :cases) n
)
SELECT last_case + t.n AS id, last_contact + t.n AS contact_id, p.id AS pattern, p.contact_id AS pattern_contact,
    last_customer - :residents + 1 + pg_temp.dice(t.n, 12, :residents) AS customer_id,
    pg_temp.dice(t.n, 13, 100000) AS spot,
    make_interval(weeks => CASE WHEN t.is_open THEN pg_temp.dice(t.n, 14, 3) ELSE pg_temp.dice(t.n, 15, 150) END::int)
        AS weeks,
    make_interval(secs => pg_temp.dice(t.n, 16, 3600)) AS seconds
FROM thrown t JOIN pattern p ON p.is_open = t.is_open
    AND p.place_in_kind = pg_temp.dice(t.n, 11, CASE WHEN t.is_open THEN open_ones ELSE closed_ones END);

-- title: an index to copy by
CREATE INDEX ON made (pattern);

-- title: statistics of what is copied
ANALYZE made;

-- title: contacts that opened a case
INSERT INTO contacts_contact (id, reference, channel, direction, self_service, state, caller, reason, notes, outcome,
    avoidable, avoidable_suggested, avoidable_why, started_at, ended_at, worked_seconds, source_reference, customer_id,
    organisation_id, service_id)
SELECT m.contact_id, g.reference, c.channel, c.direction, c.self_service, c.state, c.caller, c.reason, c.notes,
    c.outcome, c.avoidable, c.avoidable_suggested, c.avoidable_why, c.started_at - weeks - seconds,
    c.ended_at - weeks - seconds, c.worked_seconds, '', m.customer_id, c.organisation_id, c.service_id
FROM made m JOIN contacts_contact c ON c.id = m.pattern_contact JOIN given g ON g.number = m.contact_id;

-- title: contacts that did not
WITH last AS (SELECT max(id) AS id FROM contacts_contact), handlers AS (
    SELECT array_agg(m.user_id ORDER BY m.user_id) AS ids FROM accounts_membership m
    WHERE m.organisation_id = 1 AND m.role IN ('advisor', 'team_leader')
)
INSERT INTO contacts_contact (id, reference, channel, direction, self_service, state, caller, reason, notes, outcome,
    avoidable, avoidable_suggested, avoidable_why, started_at, ended_at, worked_seconds, source_reference, customer_id,
    handled_by_id, organisation_id, service_id)
SELECT last.id + n, g.reference, CASE WHEN n % 4 = 0 THEN 'counter' ELSE 'phone' END, 'in', false, 'closed', '',
    c.reason, '', CASE WHEN n % 2 = 0 THEN 'case_updated' ELSE 'resolved' END,
    CASE WHEN n % 2 = 0 THEN 'progress_chasing' ELSE 'not' END, '', '', c.started_at + interval '2 days',
    c.started_at + interval '2 days 5 minutes', 300, '', c.customer_id,
    handlers.ids[1 + n % cardinality(handlers.ids)], 1, c.service_id
FROM last, handlers, generate_series(1, greatest(0, :contacts - :cases)) n
JOIN contacts_contact c ON c.id = (SELECT min(contact_id) FROM made) + pg_temp.dice(n, 20, :cases)
JOIN given g ON g.number = (SELECT max(contact_id) FROM made) + n;

-- title: cases
INSERT INTO cases_case (id, reference, stage, outcome, sensitive, channel, title, description, answers, reporter_name,
    reporter_email, reporter_phone, uprn, place, easting, northing, ward_code, opened_at, closed_at, updated_at, due_at,
    reopened_count, source_reference, assignee_id, customer_id, form_version_id, front_door_id, organisation_id,
    procedure_version_id, service_id, team_id)
SELECT m.id, g.reference, p.stage, p.outcome, p.sensitive, p.channel, p.title,
    (string_to_array(:sentences, '|'))[1 + pg_temp.dice(m.id, 21, 12)] || ' '
        || (string_to_array(:sentences, '|'))[1 + pg_temp.dice(m.id, 22, 12)], p.answers,
    k.given_name || ' ' || k.family_name, lower(k.given_name || '.' || k.family_name) || k.id || '@resident.example', '',
    CASE WHEN m.id % 3 = 0 THEN s.uprn ELSE '' END, s.words, s.easting + pg_temp.dice(m.id, 23, 200) - 100,
    s.northing + pg_temp.dice(m.id, 24, 200) - 100, s.ward_code, p.opened_at - weeks - seconds,
    p.closed_at - weeks - seconds, p.updated_at - weeks - seconds, p.due_at - weeks, p.reopened_count, '',
    CASE WHEN p.is_open AND m.id % 2 = 0 THEN (
        SELECT a.user_id FROM accounts_membership a WHERE a.team_id = p.team_id ORDER BY a.user_id LIMIT 1
    ) END, m.customer_id, p.form_version_id, p.front_door_id, p.organisation_id, p.procedure_version_id, p.service_id,
    p.team_id
FROM made m JOIN pattern p ON p.id = m.pattern JOIN given g ON g.number = m.id
JOIN customers_customer k ON k.id = m.customer_id
JOIN (SELECT DISTINCT organisation_id, spots FROM numbered_spot) n ON n.organisation_id = p.organisation_id
JOIN numbered_spot s ON s.organisation_id = p.organisation_id AND s.number = m.spot % n.spots;

-- title: which contact was about which case
INSERT INTO cases_casecontact (case_id, contact_id, opened_it) SELECT id, contact_id, true FROM made;

-- title: the story of each case
INSERT INTO cases_historyentry (case_id, at, kind, public, text, detail, actor_id, organisation_id)
SELECT m.id, h.at - weeks - seconds, h.kind, h.public, h.text, h.detail, h.actor_id, h.organisation_id
FROM made m JOIN cases_historyentry h ON h.case_id = m.pattern;

-- title: its clocks
INSERT INTO cases_caseclock (case_id, key, audience, started_at, due_at, due_on, warn_at, stopped_at, round)
SELECT m.id, c.key, c.audience, c.started_at - weeks - seconds, c.due_at - weeks, (c.due_on - weeks)::date,
    c.warn_at - weeks, c.stopped_at - weeks - seconds, c.round
FROM made m JOIN cases_caseclock c ON c.case_id = m.pattern;

-- title: the marks on them
INSERT INTO cases_clockmark (clock_id, kind, at, ground, reason, amount, actor_id)
SELECT copy.id, k.kind, k.at - weeks - seconds, k.ground, k.reason, k.amount, k.actor_id
FROM made m JOIN cases_caseclock c ON c.case_id = m.pattern JOIN cases_clockmark k ON k.clock_id = c.id
JOIN cases_caseclock copy ON copy.case_id = m.id AND copy.key = c.key AND copy.round = c.round
    AND copy.started_at = c.started_at - weeks - seconds;

-- title: its tasks
INSERT INTO cases_task (case_id, key, title, checklist, due_at, created_at, done_at, result, assignee_id, done_by_id,
    team_id)
SELECT m.id, t.key, t.title, t.checklist, t.due_at - weeks, t.created_at - weeks - seconds, t.done_at - weeks - seconds,
    t.result, t.assignee_id, t.done_by_id, t.team_id
FROM made m JOIN cases_task t ON t.case_id = m.pattern;

-- title: who deals with whom
INSERT INTO customers_customerholding (customer_id, organisation_id, is_sensitive, since, noted_at, reason)
SELECT customer_id, organisation_id, bool_and(sensitive), min(opened_at), min(opened_at), 'got in touch'
FROM cases_case WHERE id >= (SELECT min(id) FROM made) GROUP BY customer_id, organisation_id;

-- title: residents who never had a case are known to the county
INSERT INTO customers_customerholding (customer_id, organisation_id, is_sensitive, since, noted_at, reason)
SELECT id, 1, false, created_at, created_at, 'got in touch' FROM customers_customer c
WHERE NOT EXISTS (SELECT FROM customers_customerholding h WHERE h.customer_id = c.id);

-- title: the audit
INSERT INTO core_auditentry (at, action, subject_type, subject_id, organisation_id, detail, actor_id)
SELECT a.at - weeks - seconds, a.action, a.subject_type, m.id, a.organisation_id, a.detail, a.actor_id
FROM made m JOIN core_auditentry a ON a.subject_type = 'cases.case' AND a.subject_id = m.pattern
WHERE a.action IN ('case.opened', 'case.request_taken');

-- title: who read what
INSERT INTO core_readentry (at, subject_type, subject_id, ground, purpose, actor_id)
SELECT opened_at + interval '1 hour', 'cases.case', id, 'Your team''s case', '', 5 FROM cases_case
WHERE opened_at < now() - interval '1 day';

-- title: the facts published
INSERT INTO core_storedevent (at, name, payload)
SELECT c.opened_at, 'cases.CaseOpened',
    jsonb_build_object('case_id', c.id, 'service_id', c.service_id, 'organisation_id', c.organisation_id)
FROM cases_case c JOIN made m USING (id);

-- title: contacts as the measures count them
INSERT INTO performance_contactfact (contact_id, organisation_id, service_id, month, channel, self_service)
SELECT id, organisation_id, service_id, date_trunc('month', started_at)::date, channel, self_service
FROM contacts_contact WHERE id >= (SELECT min(contact_id) FROM made);

-- title: their monthly sums
INSERT INTO performance_monthlycount (organisation_id, month, channel, self_service, count)
SELECT organisation_id, month, channel, self_service, count(*) FROM performance_contactfact f
GROUP BY organisation_id, month, channel, self_service
ON CONFLICT (organisation_id, month, channel, self_service) DO UPDATE SET count = excluded.count;

-- title: identifiers go on after the loaded ones
SELECT setval(pg_get_serial_sequence(t, 'id'), last) FROM (VALUES
    ('customers_customer', (SELECT max(id) FROM customers_customer)),
    ('contacts_contact', (SELECT max(id) FROM contacts_contact)),
    ('cases_case', (SELECT max(id) FROM cases_case))
) s (t, last);
