CREATE SCHEMA qngeo;
CREATE FUNCTION qngeo.keep() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'stored versions are never changed'; END $$;
CREATE TABLE qngeo.communes (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    subject_id text,
    name_vi text,
    name_en text,
    kind text,
    status text,
    geometry_method text,
    note_vi text,
    note_en text,
    source_ids text,
    valid_from text,
    valid_to text,
    position_error_m double precision,
    area_published_ha double precision,
    extra text,
    geom public.geometry(MultiPolygon,4326)
);
CREATE SEQUENCE qngeo.communes_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.communes_fid_seq OWNED BY qngeo.communes.fid;
CREATE VIEW qngeo.current_communes AS
 SELECT h.fid,
    h.feature_id,
    h.subject_id,
    h.name_vi,
    h.name_en,
    h.kind,
    h.status,
    h.geometry_method,
    h.note_vi,
    h.note_en,
    h.source_ids,
    h.valid_from,
    h.valid_to,
    h.position_error_m,
    h.area_published_ha,
    h.extra,
    h.geom,
    h.version AS in_version
   FROM qngeo.communes h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.communes newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.facts (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    subject_id text,
    attribute text,
    value text,
    unit text,
    qualifier text,
    as_of text,
    recorded text,
    confidence text,
    definition text,
    scope text,
    source_id text,
    note text,
    extra text
);
CREATE VIEW qngeo.current_facts AS
 SELECT h.fid,
    h.feature_id,
    h.subject_id,
    h.attribute,
    h.value,
    h.unit,
    h.qualifier,
    h.as_of,
    h.recorded,
    h.confidence,
    h.definition,
    h.scope,
    h.source_id,
    h.note,
    h.extra,
    h.version AS in_version
   FROM qngeo.facts h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.facts newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.parks (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    subject_id text,
    name_vi text,
    name_en text,
    kind text,
    status text,
    geometry_method text,
    zone_id text,
    decision text,
    note_vi text,
    note_en text,
    source_ids text,
    valid_from text,
    valid_to text,
    position_error_m double precision,
    area_published_ha double precision,
    extra text,
    geom public.geometry(MultiPolygon,4326)
);
CREATE VIEW qngeo.current_parks AS
 SELECT h.fid,
    h.feature_id,
    h.subject_id,
    h.name_vi,
    h.name_en,
    h.kind,
    h.status,
    h.geometry_method,
    h.zone_id,
    h.decision,
    h.note_vi,
    h.note_en,
    h.source_ids,
    h.valid_from,
    h.valid_to,
    h.position_error_m,
    h.area_published_ha,
    h.extra,
    h.geom,
    h.version AS in_version
   FROM qngeo.parks h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.parks newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.places (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    subject_id text,
    name_vi text,
    name_en text,
    kind text,
    status text,
    geometry_method text,
    note_vi text,
    note_en text,
    source_ids text,
    valid_from text,
    valid_to text,
    position_error_m double precision,
    extra text,
    geom public.geometry(Point,4326)
);
CREATE VIEW qngeo.current_places AS
 SELECT h.fid,
    h.feature_id,
    h.subject_id,
    h.name_vi,
    h.name_en,
    h.kind,
    h.status,
    h.geometry_method,
    h.note_vi,
    h.note_en,
    h.source_ids,
    h.valid_from,
    h.valid_to,
    h.position_error_m,
    h.extra,
    h.geom,
    h.version AS in_version
   FROM qngeo.places h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.places newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.plots (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    park_id text,
    status text,
    sectors text,
    utilities text,
    valid_from text,
    valid_to text,
    source_ids text,
    area_ha double precision,
    price_usd_m2 double precision,
    extra text,
    geom public.geometry(MultiPolygon,4326)
);
CREATE VIEW qngeo.current_plots AS
 SELECT h.fid,
    h.feature_id,
    h.park_id,
    h.status,
    h.sectors,
    h.utilities,
    h.valid_from,
    h.valid_to,
    h.source_ids,
    h.area_ha,
    h.price_usd_m2,
    h.extra,
    h.geom,
    h.version AS in_version
   FROM qngeo.plots h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.plots newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.roads (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    subject_id text,
    name_vi text,
    name_en text,
    kind text,
    status text,
    geometry_method text,
    note_vi text,
    note_en text,
    source_ids text,
    valid_from text,
    valid_to text,
    position_error_m double precision,
    extra text,
    geom public.geometry(MultiLineString,4326)
);
CREATE VIEW qngeo.current_roads AS
 SELECT h.fid,
    h.feature_id,
    h.subject_id,
    h.name_vi,
    h.name_en,
    h.kind,
    h.status,
    h.geometry_method,
    h.note_vi,
    h.note_en,
    h.source_ids,
    h.valid_from,
    h.valid_to,
    h.position_error_m,
    h.extra,
    h.geom,
    h.version AS in_version
   FROM qngeo.roads h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.roads newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.sources (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    title text,
    publisher text,
    date text,
    url text,
    language text,
    type text,
    note text,
    extra text
);
CREATE VIEW qngeo.current_sources AS
 SELECT h.fid,
    h.feature_id,
    h.title,
    h.publisher,
    h.date,
    h.url,
    h.language,
    h.type,
    h.note,
    h.extra,
    h.version AS in_version
   FROM qngeo.sources h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.sources newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.subjects (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    kind text,
    name_vi text,
    name_en text,
    aliases text,
    zone_id text,
    parent_id text,
    communes text,
    districts_legacy text,
    status text,
    note text,
    extra text
);
CREATE VIEW qngeo.current_subjects AS
 SELECT h.fid,
    h.feature_id,
    h.kind,
    h.name_vi,
    h.name_en,
    h.aliases,
    h.zone_id,
    h.parent_id,
    h.communes,
    h.districts_legacy,
    h.status,
    h.note,
    h.extra,
    h.version AS in_version
   FROM qngeo.subjects h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.subjects newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE TABLE qngeo.zones (
    fid integer NOT NULL,
    feature_id text NOT NULL,
    version integer NOT NULL,
    deleted boolean NOT NULL,
    subject_id text,
    name_vi text,
    name_en text,
    kind text,
    status text,
    geometry_method text,
    decision text,
    note_vi text,
    note_en text,
    source_ids text,
    valid_from text,
    valid_to text,
    position_error_m double precision,
    area_published_ha double precision,
    extra text,
    geom public.geometry(MultiPolygon,4326)
);
CREATE VIEW qngeo.current_zones AS
 SELECT h.fid,
    h.feature_id,
    h.subject_id,
    h.name_vi,
    h.name_en,
    h.kind,
    h.status,
    h.geometry_method,
    h.decision,
    h.note_vi,
    h.note_en,
    h.source_ids,
    h.valid_from,
    h.valid_to,
    h.position_error_m,
    h.area_published_ha,
    h.extra,
    h.geom,
    h.version AS in_version
   FROM qngeo.zones h
  WHERE ((NOT h.deleted) AND (NOT (EXISTS ( SELECT 1
           FROM qngeo.zones newer
          WHERE ((newer.feature_id = h.feature_id) AND (newer.version > h.version))))));
CREATE SEQUENCE qngeo.facts_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.facts_fid_seq OWNED BY qngeo.facts.fid;
CREATE SEQUENCE qngeo.parks_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.parks_fid_seq OWNED BY qngeo.parks.fid;
CREATE SEQUENCE qngeo.places_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.places_fid_seq OWNED BY qngeo.places.fid;
CREATE SEQUENCE qngeo.plots_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.plots_fid_seq OWNED BY qngeo.plots.fid;
CREATE SEQUENCE qngeo.roads_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.roads_fid_seq OWNED BY qngeo.roads.fid;
CREATE SEQUENCE qngeo.sources_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.sources_fid_seq OWNED BY qngeo.sources.fid;
CREATE TABLE qngeo.store_schema (
    schema_version integer
);
CREATE SEQUENCE qngeo.subjects_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.subjects_fid_seq OWNED BY qngeo.subjects.fid;
CREATE TABLE qngeo.versions (
    number integer NOT NULL,
    made text NOT NULL,
    who text NOT NULL,
    action text NOT NULL,
    layer text NOT NULL,
    file_name text NOT NULL,
    file_sha256 text NOT NULL,
    report text NOT NULL,
    note text NOT NULL,
    undoes integer,
    added integer NOT NULL,
    changed integer NOT NULL,
    removed integer NOT NULL
);
COMMENT ON COLUMN qngeo.versions.made IS 'ISO 8601, UTC';
COMMENT ON COLUMN qngeo.versions.report IS 'JSON';
CREATE SEQUENCE qngeo.zones_fid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE qngeo.zones_fid_seq OWNED BY qngeo.zones.fid;
ALTER TABLE ONLY qngeo.communes ALTER COLUMN fid SET DEFAULT nextval('qngeo.communes_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.facts ALTER COLUMN fid SET DEFAULT nextval('qngeo.facts_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.parks ALTER COLUMN fid SET DEFAULT nextval('qngeo.parks_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.places ALTER COLUMN fid SET DEFAULT nextval('qngeo.places_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.plots ALTER COLUMN fid SET DEFAULT nextval('qngeo.plots_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.roads ALTER COLUMN fid SET DEFAULT nextval('qngeo.roads_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.sources ALTER COLUMN fid SET DEFAULT nextval('qngeo.sources_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.subjects ALTER COLUMN fid SET DEFAULT nextval('qngeo.subjects_fid_seq'::regclass);
ALTER TABLE ONLY qngeo.zones ALTER COLUMN fid SET DEFAULT nextval('qngeo.zones_fid_seq'::regclass);
INSERT INTO qngeo.plots VALUES (1, 'plot:0', 3, false, 'park:a', 'ready', NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, '0106000020E61000000100000001030000000100000005000000713D0AD7A3C05A400000000000003540713D0AD7A3C05A40C3F5285C8F0235400000000000C05A40C3F5285C8F0235400000000000C05A400000000000003540713D0AD7A3C05A400000000000003540');
INSERT INTO qngeo.plots VALUES (2, 'plot:1', 3, false, 'park:a', 'ready', NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, '0106000020E6100000010000000103000000010000000500000052B81E85EBC15A40000000000000354052B81E85EBC15A40C3F5285C8F023540E17A14AE47C15A40C3F5285C8F023540E17A14AE47C15A40000000000000354052B81E85EBC15A400000000000003540');
INSERT INTO qngeo.store_schema VALUES (1);
INSERT INTO qngeo.versions VALUES (1, '2026-11-22T22:12:11.076271Z', 'Lan', 'import', 'zones', 'khu.geojson', '', '{}', 'đo 2026', NULL, 2, 0, 0);
INSERT INTO qngeo.versions VALUES (2, '2026-11-22T22:12:11.087075Z', 'Lan', 'edit', 'zones', '', '', '{}', '', NULL, 0, 1, 1);
INSERT INTO qngeo.versions VALUES (3, '2026-11-22T22:12:11.093977Z', 'Lan', 'import', 'plots', '', '', '{}', '', NULL, 2, 0, 0);
INSERT INTO qngeo.zones VALUES (1, 'zone:a', 1, false, NULL, 'Vân Đồn', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0106000020E61000000100000001030000000100000005000000713D0AD7A3C05A400000000000003540713D0AD7A3C05A40C3F5285C8F0235400000000000C05A40C3F5285C8F0235400000000000C05A400000000000003540713D0AD7A3C05A400000000000003540');
INSERT INTO qngeo.zones VALUES (2, 'zone:b', 1, false, NULL, 'B', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0106000020E6100000010000000103000000010000000500000052B81E85EBC15A40000000000000354052B81E85EBC15A40C3F5285C8F023540E17A14AE47C15A40C3F5285C8F023540E17A14AE47C15A40000000000000354052B81E85EBC15A400000000000003540');
INSERT INTO qngeo.zones VALUES (3, 'zone:a', 2, false, NULL, 'Vân Đồn 2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0106000020E61000000100000001030000000100000005000000713D0AD7A3C05A400000000000003540713D0AD7A3C05A40C3F5285C8F0235400000000000C05A40C3F5285C8F0235400000000000C05A400000000000003540713D0AD7A3C05A400000000000003540');
INSERT INTO qngeo.zones VALUES (4, 'zone:b', 2, true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT pg_catalog.setval('qngeo.communes_fid_seq', 1, false);
SELECT pg_catalog.setval('qngeo.facts_fid_seq', 1, false);
SELECT pg_catalog.setval('qngeo.parks_fid_seq', 1, false);
SELECT pg_catalog.setval('qngeo.places_fid_seq', 1, false);
SELECT pg_catalog.setval('qngeo.plots_fid_seq', 2, true);
SELECT pg_catalog.setval('qngeo.roads_fid_seq', 1, false);
SELECT pg_catalog.setval('qngeo.sources_fid_seq', 1, false);
SELECT pg_catalog.setval('qngeo.subjects_fid_seq', 1, false);
SELECT pg_catalog.setval('qngeo.zones_fid_seq', 4, true);
ALTER TABLE ONLY qngeo.communes
    ADD CONSTRAINT communes_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.facts
    ADD CONSTRAINT facts_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.communes
    ADD CONSTRAINT one_communes_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.facts
    ADD CONSTRAINT one_facts_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.parks
    ADD CONSTRAINT one_parks_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.places
    ADD CONSTRAINT one_places_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.plots
    ADD CONSTRAINT one_plots_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.roads
    ADD CONSTRAINT one_roads_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.sources
    ADD CONSTRAINT one_sources_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.subjects
    ADD CONSTRAINT one_subjects_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.zones
    ADD CONSTRAINT one_zones_row_a_version UNIQUE (feature_id, version);
ALTER TABLE ONLY qngeo.parks
    ADD CONSTRAINT parks_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.places
    ADD CONSTRAINT places_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.plots
    ADD CONSTRAINT plots_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.roads
    ADD CONSTRAINT roads_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.sources
    ADD CONSTRAINT sources_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.subjects
    ADD CONSTRAINT subjects_pkey PRIMARY KEY (fid);
ALTER TABLE ONLY qngeo.versions
    ADD CONSTRAINT versions_pkey PRIMARY KEY (number);
ALTER TABLE ONLY qngeo.zones
    ADD CONSTRAINT zones_pkey PRIMARY KEY (fid);
CREATE INDEX communes_by_place ON qngeo.communes USING gist (geom);
CREATE INDEX communes_by_version ON qngeo.communes USING btree (version);
CREATE INDEX facts_by_version ON qngeo.facts USING btree (version);
CREATE INDEX parks_by_place ON qngeo.parks USING gist (geom);
CREATE INDEX parks_by_version ON qngeo.parks USING btree (version);
CREATE INDEX places_by_place ON qngeo.places USING gist (geom);
CREATE INDEX places_by_version ON qngeo.places USING btree (version);
CREATE INDEX plots_by_place ON qngeo.plots USING gist (geom);
CREATE INDEX plots_by_version ON qngeo.plots USING btree (version);
CREATE INDEX roads_by_place ON qngeo.roads USING gist (geom);
CREATE INDEX roads_by_version ON qngeo.roads USING btree (version);
CREATE INDEX sources_by_version ON qngeo.sources USING btree (version);
CREATE INDEX subjects_by_version ON qngeo.subjects USING btree (version);
CREATE INDEX zones_by_place ON qngeo.zones USING gist (geom);
CREATE INDEX zones_by_version ON qngeo.zones USING btree (version);
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.communes FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.facts FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.parks FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.places FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.plots FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.roads FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.sources FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.subjects FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.versions FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
CREATE TRIGGER keep BEFORE DELETE OR UPDATE OR TRUNCATE ON qngeo.zones FOR EACH STATEMENT EXECUTE FUNCTION qngeo.keep();
