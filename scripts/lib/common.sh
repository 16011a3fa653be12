# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions for all scripts: messages, the cache folder, temporary files. Messages go to stderr, so
# that stdout contains only a script's result.

say()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

# Report which command failed when set -e ends a script.
set -E
trap 'say "line $LINENO: failed: $BASH_COMMAND"' ERR

# usage_of FILE: prints a script's leading comment, which is its --help text.
usage_of()
{
	sed -n '/^# Usage:/,/^[^#]/ { /^#/ { s/^# \{0,1\}//; p } }' "$1"
}

# need PROGRAM...: ends with a clear message if a program is missing.
need()
{
	local program

	for program; do
		command -v "$program" >/dev/null ||
			die "the program '$program' is missing; run scripts/setup first"
	done
}

# Print the cache folder, for downloads and for everything built from them. A user who has no
# home, as builders of packages, gets one beside the source.
cache_dir()
{
	local home dir

	home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
	for dir in "${XDG_CACHE_HOME:-$home/.cache}/vgt" \
			"$(realpath "${BASH_SOURCE[0]%/*}/../..")/build/cache"; do
		! mkdir -p "$dir" 2>/dev/null || { printf '%s\n' "$dir"; return; }
	done
	die 'no cache folder can be made; set XDG_CACHE_HOME'
}

# content_key WORD|FILE...: prints a short hash of the words and of the files' contents.
content_key()
{
	local item

	for item; do
		if [ -f "$item" ]; then
			cat "$item"
		else
			printf '%s\n' "$item"
		fi
	done | sha256sum | cut -c1-16
}

# with_lock NAME COMMAND...: runs COMMAND while no other process holds NAME in the cache, so that
# two scripts that run at the same time build a thing only once.
with_lock()
{
	local name=$1 dir
	shift

	dir=$(cache_dir)/locks
	mkdir -p "$dir"
	(
		flock -n 9 || { say "waiting for another process that builds $name"; flock 9; }
		"$@" 9>&-
	) 9>"$dir/$name"
}

# new_dir DIR: makes an empty folder beside DIR, for publish_dir. Call it under with_lock: it
# removes what a killed build left behind.
new_dir()
{
	mkdir -p "${1%/*}"
	rm -rf "$1".new.*
	mktemp -d "$1.new.XXXXXX"
}

# publish_dir NEW DIR: moves a finished folder to its place in one step. Removes folders beside it
# that no script has used for a week.
publish_dir()
{
	chmod 755 "$1"
	rm -rf "$2"
	mv -T "$1" "$2"
	find "${2%/*}" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf {} +
}

# print_used DIR: prints the folder as a script's result, and marks it as used.
print_used()
{
	touch -c "$1"
	printf '%s\n' "$1"
}
