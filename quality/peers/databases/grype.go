package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	db "github.com/anchore/grype/grype/db/v6"
	"github.com/anchore/grype/grype/db/v6/name"
	"github.com/anchore/syft/syft/pkg"
	"github.com/spf13/afero"
)

// How grype names the kinds of packages and the ways to compare their versions.
var grypeKinds = map[string]struct {
	kind   pkg.Type
	format string
}{
	"Debian": {pkg.DebPkg, "dpkg"}, "Ubuntu": {pkg.DebPkg, "dpkg"}, "Alpine": {pkg.ApkPkg, "apk"}, "AlmaLinux": {pkg.RpmPkg, "rpm"},
	"npm": {pkg.NpmPkg, "npm"}, "PyPI": {pkg.PythonPkg, "python"}, "Maven": {pkg.JavaPkg, "maven"}, "Go": {pkg.GoModulePkg, "go"},
}

// writeGrype makes FOLDER a database as `grype db import` leaves one: FOLDER/6/vulnerability.db with its indexes, and its digest.
func writeGrype(folder string, input io.Reader) error {
	folder = filepath.Join(folder, strconv.Itoa(db.ModelVersion))
	writer, err := db.NewWriter(db.Config{DBDirPath: folder, CacheSizeKiB: 64 * 1024})
	if err != nil {
		return err
	}
	now := time.Now()
	provider := &db.Provider{ID: "benchmark", Version: "1", Processor: "benchmark", DateCaptured: &now}
	if err := records(input, func(record Record) error { return addGrype(writer, provider, record) }); err != nil {
		return err
	}
	if err := writer.Close(); err != nil {
		return err
	}
	// Closing drops the indexes; this makes them anew.
	if err := db.Hydrater()(folder); err != nil {
		return err
	}
	_, err = db.WriteImportMetadata(afero.NewOsFs(), folder, "benchmark")
	return err
}

func addGrype(writer db.Writer, provider *db.Provider, record Record) error {
	blob := &db.VulnerabilityBlob{ID: record.ID, Description: record.Details, Aliases: record.cves()}
	for _, link := range record.links() {
		blob.References = append(blob.References, db.Reference{URL: link})
	}
	for rank, severity := range record.Severity {
		version, _, _ := strings.Cut(strings.TrimPrefix(severity.Score, "CVSS:"), "/")
		blob.Severities = append(blob.Severities, db.Severity{Scheme: db.SeveritySchemeCVSS, Value: db.CVSSSeverity{Vector: severity.Score, Version: version}, Rank: rank})
	}
	vulnerability := &db.VulnerabilityHandle{Name: record.ID, Status: db.VulnerabilityActive, ProviderID: provider.ID, Provider: provider, BlobValue: blob}
	if err := writer.AddVulnerabilities(vulnerability); err != nil {
		return err
	}
	for _, affected := range record.Affected {
		handle, err := grypePackage(record, affected)
		if err != nil {
			return err
		}
		handle.VulnerabilityID = vulnerability.ID
		if err := writer.AddAffectedPackages(handle); err != nil {
			return err
		}
	}
	return nil
}

func grypePackage(record Record, affected Affected) (*db.AffectedPackageHandle, error) {
	distribution, release := affected.release()
	known, found := grypeKinds[distribution]
	if !found {
		return nil, fmt.Errorf("no kind of package is known for the ecosystem %s", affected.Package.Ecosystem)
	}
	fixed, err := affected.fixed()
	if err != nil {
		return nil, err
	}
	constraint := "< " + fixed
	for _, version := range affected.Versions {
		constraint += " || = " + version
	}
	handle := &db.AffectedPackageHandle{
		Package: &db.Package{Name: name.Normalize(affected.Package.Name, known.kind), Ecosystem: string(known.kind)},
		BlobValue: &db.PackageBlob{
			CVEs:   record.cves(),
			Ranges: []db.Range{{Version: db.Version{Type: known.format, Constraint: constraint}, Fix: &db.Fix{Version: fixed, State: db.FixedStatus}}},
		},
	}
	if release != "" {
		handle.OperatingSystem = grypeRelease(distribution, release)
	}
	return handle, nil
}

// grype finds the release of an image by its code name too, where it has one.
var codenames = map[string]string{"debian 12": "bookworm", "ubuntu 22.04": "jammy"}

// grypeRelease takes "12", "22.04:LTS", "v3.19".
func grypeRelease(distribution, release string) *db.OperatingSystem {
	number, _, _ := strings.Cut(strings.TrimPrefix(release, "v"), ":")
	major, minor, _ := strings.Cut(number, ".")
	id := strings.ToLower(distribution)
	return &db.OperatingSystem{Name: id, ReleaseID: id, MajorVersion: major, MinorVersion: minor, Codename: codenames[id+" "+number]}
}
