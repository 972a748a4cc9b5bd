#!/usr/bin/env bash
# Moves traffic to a release, a stage at a time, as far as the gate lets it: release.sh VERSION
set -uo pipefail
cd "$(dirname "$0")"
seatrial=${SEATRIAL:-npx seatrial}
weight_file=${WEIGHT_FILE:-weight}

# Of a release in service, this is a call to your load balancer.
set_weight() {
  echo "$1" >"$weight_file.new" && mv "$weight_file.new" "$weight_file"
  echo "weight $1"
}

for stage in 10 50; do
  set_weight "$stage"
  $seatrial rollout --service orders --release "$1" --until "$stage%" --wait "${WAIT:-6h}"
  code=$?
  case $code in
    0) ;;
    # REGRESSED: nobody gets it any more.
    10) set_weight 0; exit 10 ;;
    # No verdict in that time, or no gate to ask: it stays as it is, and the same command goes on.
    *) exit $code ;;
  esac
done
set_weight 100
