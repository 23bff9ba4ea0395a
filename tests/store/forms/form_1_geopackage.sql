PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
BEGIN TRANSACTION;
CREATE TABLE communes (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	subject_id TEXT, 
	name_vi TEXT, 
	name_en TEXT, 
	kind TEXT, 
	status TEXT, 
	geometry_method TEXT, 
	note_vi TEXT, 
	note_en TEXT, 
	source_ids TEXT, 
	valid_from TEXT, 
	valid_to TEXT, 
	position_error_m DOUBLE, 
	area_published_ha DOUBLE, 
	extra TEXT, 
	geom MULTIPOLYGON, 
	CONSTRAINT one_communes_row_a_version UNIQUE (feature_id, version)
);
CREATE TABLE facts (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	subject_id TEXT, 
	attribute TEXT, 
	value TEXT, 
	unit TEXT, 
	qualifier TEXT, 
	as_of TEXT, 
	recorded TEXT, 
	confidence TEXT, 
	definition TEXT, 
	scope TEXT, 
	source_id TEXT, 
	note TEXT, 
	extra TEXT, 
	CONSTRAINT one_facts_row_a_version UNIQUE (feature_id, version)
);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
INSERT INTO "gpkg_contents" VALUES('current_zones','features','current_zones','','2026-11-22T22:12:09.825Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_parks','features','current_parks','','2026-11-22T22:12:09.825Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_communes','features','current_communes','','2026-11-22T22:12:09.825Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_plots','features','current_plots','','2026-11-22T22:12:09.825Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_roads','features','current_roads','','2026-11-22T22:12:09.825Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_places','features','current_places','','2026-11-22T22:12:09.825Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_facts','attributes','current_facts','','2026-11-22T22:12:09.826Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_sources','attributes','current_sources','','2026-11-22T22:12:09.826Z',NULL,NULL,NULL,NULL,4326);
INSERT INTO "gpkg_contents" VALUES('current_subjects','attributes','current_subjects','','2026-11-22T22:12:09.826Z',NULL,NULL,NULL,NULL,4326);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO "gpkg_geometry_columns" VALUES('current_zones','geom','MULTIPOLYGON',4326,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES('current_parks','geom','MULTIPOLYGON',4326,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES('current_communes','geom','MULTIPOLYGON',4326,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES('current_plots','geom','MULTIPOLYGON',4326,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES('current_roads','geom','MULTILINESTRING',4326,0,0);
INSERT INTO "gpkg_geometry_columns" VALUES('current_places','geom','POINT',4326,0,0);
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO "gpkg_spatial_ref_sys" VALUES('Undefined Cartesian SRS',-1,'NONE',-1,'undefined',NULL);
INSERT INTO "gpkg_spatial_ref_sys" VALUES('Undefined geographic SRS',0,'NONE',0,'undefined',NULL);
INSERT INTO "gpkg_spatial_ref_sys" VALUES('WGS 84',4326,'EPSG',4326,'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]',NULL);
CREATE TABLE parks (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	subject_id TEXT, 
	name_vi TEXT, 
	name_en TEXT, 
	kind TEXT, 
	status TEXT, 
	geometry_method TEXT, 
	zone_id TEXT, 
	decision TEXT, 
	note_vi TEXT, 
	note_en TEXT, 
	source_ids TEXT, 
	valid_from TEXT, 
	valid_to TEXT, 
	position_error_m DOUBLE, 
	area_published_ha DOUBLE, 
	extra TEXT, 
	geom MULTIPOLYGON, 
	CONSTRAINT one_parks_row_a_version UNIQUE (feature_id, version)
);
CREATE TABLE places (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	subject_id TEXT, 
	name_vi TEXT, 
	name_en TEXT, 
	kind TEXT, 
	status TEXT, 
	geometry_method TEXT, 
	note_vi TEXT, 
	note_en TEXT, 
	source_ids TEXT, 
	valid_from TEXT, 
	valid_to TEXT, 
	position_error_m DOUBLE, 
	extra TEXT, 
	geom POINT, 
	CONSTRAINT one_places_row_a_version UNIQUE (feature_id, version)
);
CREATE TABLE plots (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	park_id TEXT, 
	status TEXT, 
	sectors TEXT, 
	utilities TEXT, 
	valid_from TEXT, 
	valid_to TEXT, 
	source_ids TEXT, 
	area_ha DOUBLE, 
	price_usd_m2 DOUBLE, 
	extra TEXT, 
	geom MULTIPOLYGON, 
	CONSTRAINT one_plots_row_a_version UNIQUE (feature_id, version)
);
INSERT INTO "plots" VALUES(1,'plot:0',3,0,'park:a','ready',NULL,NULL,NULL,NULL,NULL,1.0,NULL,NULL,X'47500003E61000000000000000C05A40713D0AD7A3C05A400000000000003540C3F5285C8F02354001060000000100000001030000000100000005000000713D0AD7A3C05A400000000000003540713D0AD7A3C05A40C3F5285C8F0235400000000000C05A40C3F5285C8F0235400000000000C05A400000000000003540713D0AD7A3C05A400000000000003540');
INSERT INTO "plots" VALUES(2,'plot:1',3,0,'park:a','ready',NULL,NULL,NULL,NULL,NULL,1.0,NULL,NULL,X'47500003E6100000E17A14AE47C15A4052B81E85EBC15A400000000000003540C3F5285C8F0235400106000000010000000103000000010000000500000052B81E85EBC15A40000000000000354052B81E85EBC15A40C3F5285C8F023540E17A14AE47C15A40C3F5285C8F023540E17A14AE47C15A40000000000000354052B81E85EBC15A400000000000003540');
CREATE TABLE roads (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	subject_id TEXT, 
	name_vi TEXT, 
	name_en TEXT, 
	kind TEXT, 
	status TEXT, 
	geometry_method TEXT, 
	note_vi TEXT, 
	note_en TEXT, 
	source_ids TEXT, 
	valid_from TEXT, 
	valid_to TEXT, 
	position_error_m DOUBLE, 
	extra TEXT, 
	geom MULTILINESTRING, 
	CONSTRAINT one_roads_row_a_version UNIQUE (feature_id, version)
);
CREATE TABLE sources (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	title TEXT, 
	publisher TEXT, 
	date TEXT, 
	url TEXT, 
	language TEXT, 
	type TEXT, 
	note TEXT, 
	extra TEXT, 
	CONSTRAINT one_sources_row_a_version UNIQUE (feature_id, version)
);
CREATE TABLE store_schema (
	schema_version INTEGER
);
INSERT INTO "store_schema" VALUES(1);
CREATE TABLE subjects (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	kind TEXT, 
	name_vi TEXT, 
	name_en TEXT, 
	aliases TEXT, 
	zone_id TEXT, 
	parent_id TEXT, 
	communes TEXT, 
	districts_legacy TEXT, 
	status TEXT, 
	note TEXT, 
	extra TEXT, 
	CONSTRAINT one_subjects_row_a_version UNIQUE (feature_id, version)
);
CREATE TABLE versions (
	number INTEGER NOT NULL, 
	made TEXT NOT NULL, 
	who TEXT NOT NULL, 
	action TEXT NOT NULL, 
	layer TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	file_sha256 TEXT NOT NULL, 
	report TEXT NOT NULL, 
	note TEXT NOT NULL, 
	undoes INTEGER, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	removed INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "versions" VALUES(1,'2026-11-22T22:12:09.830245Z','Lan','import','zones','khu.geojson','','{}','đo 2026',NULL,2,0,0);
INSERT INTO "versions" VALUES(2,'2026-11-22T22:12:09.840068Z','Lan','edit','zones','','','{}','',NULL,0,1,1);
INSERT INTO "versions" VALUES(3,'2026-11-22T22:12:09.847707Z','Lan','import','plots','','','{}','',NULL,2,0,0);
CREATE TABLE zones (
	fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feature_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	subject_id TEXT, 
	name_vi TEXT, 
	name_en TEXT, 
	kind TEXT, 
	status TEXT, 
	geometry_method TEXT, 
	decision TEXT, 
	note_vi TEXT, 
	note_en TEXT, 
	source_ids TEXT, 
	valid_from TEXT, 
	valid_to TEXT, 
	position_error_m DOUBLE, 
	area_published_ha DOUBLE, 
	extra TEXT, 
	geom MULTIPOLYGON, 
	CONSTRAINT one_zones_row_a_version UNIQUE (feature_id, version)
);
INSERT INTO "zones" VALUES(1,'zone:a',1,0,NULL,'Vân Đồn',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,X'47500003E61000000000000000C05A40713D0AD7A3C05A400000000000003540C3F5285C8F02354001060000000100000001030000000100000005000000713D0AD7A3C05A400000000000003540713D0AD7A3C05A40C3F5285C8F0235400000000000C05A40C3F5285C8F0235400000000000C05A400000000000003540713D0AD7A3C05A400000000000003540');
INSERT INTO "zones" VALUES(2,'zone:b',1,0,NULL,'B',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,X'47500003E6100000E17A14AE47C15A4052B81E85EBC15A400000000000003540C3F5285C8F0235400106000000010000000103000000010000000500000052B81E85EBC15A40000000000000354052B81E85EBC15A40C3F5285C8F023540E17A14AE47C15A40C3F5285C8F023540E17A14AE47C15A40000000000000354052B81E85EBC15A400000000000003540');
INSERT INTO "zones" VALUES(3,'zone:a',2,0,NULL,'Vân Đồn 2',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,X'47500003E61000000000000000C05A40713D0AD7A3C05A400000000000003540C3F5285C8F02354001060000000100000001030000000100000005000000713D0AD7A3C05A400000000000003540713D0AD7A3C05A40C3F5285C8F0235400000000000C05A40C3F5285C8F0235400000000000C05A400000000000003540713D0AD7A3C05A400000000000003540');
INSERT INTO "zones" VALUES(4,'zone:b',2,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE INDEX zones_by_version ON zones (version);
CREATE INDEX parks_by_version ON parks (version);
CREATE INDEX communes_by_version ON communes (version);
CREATE INDEX plots_by_version ON plots (version);
CREATE INDEX roads_by_version ON roads (version);
CREATE INDEX places_by_version ON places (version);
CREATE INDEX facts_by_version ON facts (version);
CREATE INDEX sources_by_version ON sources (version);
CREATE INDEX subjects_by_version ON subjects (version);
CREATE VIEW "current_zones" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."subject_id", h."name_vi", h."name_en", h."kind", h."status", h."geometry_method", h."decision", h."note_vi", h."note_en", h."source_ids", h."valid_from", h."valid_to", h."position_error_m", h."area_published_ha", h."extra", h."geom", h.version AS in_version FROM "zones" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "zones" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_parks" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."subject_id", h."name_vi", h."name_en", h."kind", h."status", h."geometry_method", h."zone_id", h."decision", h."note_vi", h."note_en", h."source_ids", h."valid_from", h."valid_to", h."position_error_m", h."area_published_ha", h."extra", h."geom", h.version AS in_version FROM "parks" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "parks" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_communes" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."subject_id", h."name_vi", h."name_en", h."kind", h."status", h."geometry_method", h."note_vi", h."note_en", h."source_ids", h."valid_from", h."valid_to", h."position_error_m", h."area_published_ha", h."extra", h."geom", h.version AS in_version FROM "communes" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "communes" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_plots" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."park_id", h."status", h."sectors", h."utilities", h."valid_from", h."valid_to", h."source_ids", h."area_ha", h."price_usd_m2", h."extra", h."geom", h.version AS in_version FROM "plots" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "plots" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_roads" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."subject_id", h."name_vi", h."name_en", h."kind", h."status", h."geometry_method", h."note_vi", h."note_en", h."source_ids", h."valid_from", h."valid_to", h."position_error_m", h."extra", h."geom", h.version AS in_version FROM "roads" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "roads" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_places" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."subject_id", h."name_vi", h."name_en", h."kind", h."status", h."geometry_method", h."note_vi", h."note_en", h."source_ids", h."valid_from", h."valid_to", h."position_error_m", h."extra", h."geom", h.version AS in_version FROM "places" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "places" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_facts" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."subject_id", h."attribute", h."value", h."unit", h."qualifier", h."as_of", h."recorded", h."confidence", h."definition", h."scope", h."source_id", h."note", h."extra", h.version AS in_version FROM "facts" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "facts" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_sources" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."title", h."publisher", h."date", h."url", h."language", h."type", h."note", h."extra", h.version AS in_version FROM "sources" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "sources" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE VIEW "current_subjects" AS SELECT h.fid AS "OGC_FID", h."feature_id", h."kind", h."name_vi", h."name_en", h."aliases", h."zone_id", h."parent_id", h."communes", h."districts_legacy", h."status", h."note", h."extra", h.version AS in_version FROM "subjects" h WHERE NOT h.deleted AND NOT EXISTS (SELECT 1 FROM "subjects" newer WHERE newer.feature_id = h.feature_id AND newer.version > h.version);
CREATE TRIGGER versions_no_update BEFORE UPDATE ON versions BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER zones_no_update BEFORE UPDATE ON zones BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER zones_no_delete BEFORE DELETE ON zones BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER parks_no_update BEFORE UPDATE ON parks BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER parks_no_delete BEFORE DELETE ON parks BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER communes_no_update BEFORE UPDATE ON communes BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER communes_no_delete BEFORE DELETE ON communes BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER plots_no_update BEFORE UPDATE ON plots BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER plots_no_delete BEFORE DELETE ON plots BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER roads_no_update BEFORE UPDATE ON roads BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER roads_no_delete BEFORE DELETE ON roads BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER places_no_update BEFORE UPDATE ON places BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER places_no_delete BEFORE DELETE ON places BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER facts_no_update BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER facts_no_delete BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER sources_no_update BEFORE UPDATE ON sources BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER sources_no_delete BEFORE DELETE ON sources BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER subjects_no_update BEFORE UPDATE ON subjects BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
CREATE TRIGGER subjects_no_delete BEFORE DELETE ON subjects BEGIN SELECT RAISE(ABORT, 'stored versions are never changed'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('zones',4);
INSERT INTO "sqlite_sequence" VALUES('plots',2);
COMMIT;
