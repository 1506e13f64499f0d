// Command databases writes OSV records as the databases of other scanners, so that all are measured with the same
// vulnerabilities. It reads one record a line from its input: databases grype|trivy FOLDER < records.ndjson
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Record is what both databases take from a record of https://ossf.github.io/osv-schema/.
type Record struct {
	ID       string   `json:"id"`
	Aliases  []string `json:"aliases"`
	Upstream []string `json:"upstream"`
	Summary  string   `json:"summary"`
	Details  string   `json:"details"`
	// Withdrawn records are left out: scanners do not report them.
	Withdrawn string `json:"withdrawn"`
	Severity  []struct {
		Score string `json:"score"`
	} `json:"severity"`
	References []struct {
		URL string `json:"url"`
	} `json:"references"`
	Affected []Affected `json:"affected"`
}

// Affected is one package of a record.
type Affected struct {
	Package struct {
		Ecosystem string `json:"ecosystem"`
		Name      string `json:"name"`
	} `json:"package"`
	Ranges []struct {
		Events []map[string]string `json:"events"`
	} `json:"ranges"`
	Versions []string `json:"versions"`
}

// fixed is the version that ends the only range, which starts at 0: the one form the benchmark's records have.
func (a Affected) fixed() (string, error) {
	if len(a.Ranges) == 1 {
		events := a.Ranges[0].Events
		if len(events) == 2 && events[0]["introduced"] == "0" && events[1]["fixed"] != "" {
			return events[1]["fixed"], nil
		}
	}
	return "", fmt.Errorf("%s has not exactly one range from 0 to a fix", a.Package.Name)
}

// release splits the ecosystem of a distribution, such as Debian:12; those of languages have no second part.
func (a Affected) release() (distribution, release string) {
	distribution, release, _ = strings.Cut(a.Package.Ecosystem, ":")
	return distribution, release
}

// cves are the other names of a record that are CVE numbers.
func (r Record) cves() []string {
	found := []string{}
	for _, name := range append(append([]string{}, r.Aliases...), r.Upstream...) {
		if strings.HasPrefix(name, "CVE-") {
			found = append(found, name)
		}
	}
	return found
}

func (r Record) links() []string {
	found := []string{}
	for _, reference := range r.References {
		found = append(found, reference.URL)
	}
	return found
}

func records(input io.Reader, each func(Record) error) error {
	lines := bufio.NewScanner(input)
	lines.Buffer(make([]byte, 64*1024), 16*1024*1024)
	for number := 1; lines.Scan(); number++ {
		var record Record
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			return fmt.Errorf("line %d is not an OSV record: %w", number, err)
		}
		if record.Withdrawn != "" {
			continue
		}
		if err := each(record); err != nil {
			return fmt.Errorf("line %d, %s: %w", number, record.ID, err)
		}
	}
	return lines.Err()
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: databases grype|trivy FOLDER < records.ndjson")
	}
	switch args[0] {
	case "grype":
		return writeGrype(args[1], os.Stdin)
	case "trivy":
		return writeTrivy(args[1], os.Stdin)
	}
	return fmt.Errorf("%s is not a scanner whose database is known here; use grype or trivy", args[0])
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
