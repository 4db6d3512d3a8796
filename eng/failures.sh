#!/bin/bash
# Prints what did not pass of a report in xUnit's XML (its path is the argument): each test's name and what it says, without the trace.
set -uo pipefail
awk '
  BEGIN { RS = "<(test|error) " }
  NR > 1 && !/^[^>]*result="(Pass|NotRun)"/ {
    match($0, / name="[^"]*"/)
    name = substr($0, RSTART + 7, RLENGTH - 8)
    text = match($0, /<(message|reason)>/) ? substr($0, RSTART + RLENGTH) : ""
    sub(/<\/(message|reason)>.*/, "", text)
    text = substr(text, 1, 2000)
    gsub(/\n/, "\n    ", text)
    print "  " name "\n    " text
  }' "$1" | sed "s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&apos;/'/g; s/&#xD;//g; s/&#xA;/ /g; s/&amp;/\&/g"
