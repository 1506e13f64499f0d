package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aquasecurity/trivy-db/pkg/db"
	"github.com/aquasecurity/trivy-db/pkg/ecosystem"
	"github.com/aquasecurity/trivy-db/pkg/metadata"
	"github.com/aquasecurity/trivy-db/pkg/types"
	"github.com/aquasecurity/trivy-db/pkg/vulnsrc/bucket"
	"github.com/aquasecurity/trivy-db/pkg/vulnsrc/vulnerability"
	"go.etcd.io/bbolt"
)

// One transaction for so many records: bolt syncs after each.
const batch = 2000

var source = types.DataSource{ID: vulnerability.OSV, Name: "benchmark"}

// trivyBucket names the part of the database that has the packages of an ecosystem.
func trivyBucket(affected Affected) (bucket.Bucket, error) {
	distribution, release := affected.release()
	release, _, _ = strings.Cut(strings.TrimPrefix(release, "v"), ":")
	switch distribution {
	case "Debian":
		return bucket.NewDebian(release), nil
	case "Ubuntu":
		return bucket.NewUbuntu(release), nil
	case "Alpine":
		return bucket.NewAlpine(release), nil
	case "AlmaLinux":
		return bucket.NewAlma(release), nil
	case "npm":
		return bucket.NewNpm(source)
	case "PyPI":
		return bucket.NewPyPI(source)
	case "Maven":
		return bucket.NewMaven(source)
	case "Go":
		return bucket.NewGo(source)
	}
	return nil, fmt.Errorf("no part of the database is known for the ecosystem %s", affected.Package.Ecosystem)
}

// writeTrivy makes FOLDER the folder "db" of trivy's cache: trivy.db and metadata.json.
func writeTrivy(folder string, input io.Reader) error {
	if err := db.Init(folder); err != nil {
		return err
	}
	database := db.Config{}
	pending := make([]Record, 0, batch)
	flush := func() error {
		defer func() { pending = pending[:0] }()
		return database.BatchUpdate(func(tx *bbolt.Tx) error {
			for _, record := range pending {
				if err := addTrivy(database, tx, record); err != nil {
					return fmt.Errorf("%s: %w", record.ID, err)
				}
			}
			return nil
		})
	}
	if err := records(input, func(record Record) error {
		if pending = append(pending, record); len(pending) < batch {
			return nil
		}
		return flush()
	}); err != nil {
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	now := time.Now()
	return metadata.NewClient(folder).Update(metadata.Metadata{Version: db.SchemaVersion, NextUpdate: now, UpdatedAt: now, DownloadedAt: now})
}

func addTrivy(database db.Config, tx *bbolt.Tx, record Record) error {
	detail := types.Vulnerability{Title: record.Summary, Description: record.Details, References: record.links()}
	for _, severity := range record.Severity {
		detail.CVSS = types.VendorCVSS{source.ID: types.CVSS{V3Vector: severity.Score}}
	}
	if err := database.PutVulnerability(tx, record.ID, detail); err != nil {
		return err
	}
	for _, affected := range record.Affected {
		part, err := trivyBucket(affected)
		if err != nil {
			return err
		}
		fixed, err := affected.fixed()
		if err != nil {
			return err
		}
		if err := database.PutDataSource(tx, part.Name(), source); err != nil {
			return err
		}
		advisory := types.Advisory{FixedVersion: fixed}
		name := affected.Package.Name
		if data, isLanguage := part.(bucket.DataSourceBucket); isLanguage {
			advisory = types.Advisory{PatchedVersions: []string{fixed}, VulnerableVersions: []string{"<" + fixed}}
			for _, version := range affected.Versions {
				advisory.VulnerableVersions = append(advisory.VulnerableVersions, "="+version)
			}
			name = vulnerability.NormalizePkgName(ecosystem.Type(data.Ecosystem()), name)
		}
		if err := database.PutAdvisory(tx, []string{part.Name(), name}, record.ID, &advisory); err != nil {
			return err
		}
	}
	return nil
}
