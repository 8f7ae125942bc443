/// Rows for the tables that a migration makes; add some with every new migration.
let ordinaryRows = [
  "0001-areas": """
  INSERT INTO setting (key, value) VALUES ('made', 'before');
  INSERT INTO area (kind, code, name) VALUES
    ('district', 'E06000001', 'Hartlepool'), ('lsoa11', 'E01011949', 'Hartlepool 009A');
  INSERT INTO areaParent (childKind, child, parentKind, parent)
  VALUES ('lsoa11', 'E01011949', 'district', 'E06000001');
  INSERT INTO areaBoundary (kind, code, polygons) VALUES ('lsoa11', 'E01011949', x'00000000');
  INSERT INTO population (kind, code, source, persons)
  VALUES ('lsoa11', 'E01011949', 'mid-2020', 1500);
  INSERT INTO premises (source, type, name, longitude, latitude)
  VALUES ('FHRS859en-GB.xml', 'Pub/bar/nightclub', 'The Ship', -1.2, 54.7);
  """,
  "0002-police-records": """
  INSERT INTO force (id, slug, name) VALUES (1, 'cleveland', 'Cleveland Police');
  INSERT INTO label (id, name) VALUES (1, 'Under investigation');
  INSERT INTO importBatch (id, file, kind, digest, districts, importedAt, report)
  VALUES (1, 'a.csv', 'street', x'00', 'E06000001', 0, '{}');
  INSERT INTO importMonth (kind, force, month, importId, kept) VALUES ('street', 1, 24260, 1, 2);
  INSERT INTO place (id, longitudeE6, latitudeE6, street, area)
  VALUES (1, -1200000, 54700000, 'Church Street', 'E01011949');
  INSERT INTO event (month, category, placeId, force, outcome, importId, crimeId) VALUES
    (24260, 0, 1, 1, NULL, 1, NULL), (24260, 2, 1, 1, 1, 1, zeroblob(32));
  INSERT INTO crimeOutcome (crimeId, month, outcome, importId)
  VALUES (zeroblob(32), 24261, 1, 1);
  INSERT INTO stopSearch (minute, month, placeId, force, outcome, importId)
  VALUES (27175695, 24260, 1, 1, 1, 1);
  INSERT INTO cube (area, month, category, count) VALUES ('E01011949', 24260, 2, 1);
  """,
  "0003-releases": """
  INSERT INTO releaseLedger (sequence, entry, hash) VALUES (1, x'7b7d', 'first');
  INSERT INTO releaseMeasurement
    (release, source, period, slot, schemeHash, manifest, payload, draws)
  VALUES ('police-2021-09-P', 'police', 24260, 'P', 'scheme', x'7b7d', x'00', x'00');
  """,
  "0004-sharing": """
  INSERT INTO scope (key, scopeID, genesis, signature)
  VALUES (1, zeroblob(32), x'01', x'02');
  INSERT INTO replicaSetting (name, value) VALUES ('region', 'north-east');
  INSERT INTO person (handle, role, addedAt) VALUES ('analyst-1', 'analyst', 0);
  INSERT INTO localTask (fields, createdAt, createdBy, changedAt)
  VALUES ('{}', 0, 'analyst-1', 0);
  """,
  "0005-segments": """
  INSERT INTO logPosition (scope, logIndex, counter, position) VALUES (1, 1, 1, x'01');
  """,
  "0007-proofs": """
  INSERT INTO forkProof VALUES (1, 1, x'01');
  INSERT INTO controlDispute VALUES (1, 2, x'01', x'02');
  """,
  "0008-told-erasures": """
  INSERT INTO erasure (scope, logIndex, counter, toldAt) VALUES (1, 1, 1, 7.0);
  """,
  "0009-former-members": """
  INSERT INTO formerMember VALUES (zeroblob(32), 1);
  """,
  "0010-shared-copies": """
  INSERT INTO localTask (fields, createdAt, createdBy, changedAt)
  VALUES ('{}', 0, 'analyst-1', 0);
  """,
  "0011-recent-names": """
  INSERT INTO recentName VALUES (1, 0, 1, x'0101');
  """,
  "0012-repeating": """
  INSERT INTO logToCompare VALUES (1);
  INSERT INTO repeatLetGo VALUES (1, 2, 1, zeroblob(32), zeroblob(32));
  INSERT INTO disputedBase VALUES (1, 1, 1, x'01');
  """,
]
