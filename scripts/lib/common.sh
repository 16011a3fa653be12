# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What every script here needs: messages, the cache folder, temporary files.
# Messages go to stderr, so that stdout holds a script's result and nothing else.

say()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

# No script ends without a word: set -e tells what failed.
set -E
trap 'say "line $LINENO: failed: $BASH_COMMAND"' ERR

# usage_of FILE: print a script's leading comment, which is its --help text.
usage_of()
{
	sed -n '/^# Usage:/,/^[^#]/ { /^#/ { s/^# \{0,1\}//; p } }' "$1"
}

# need PROGRAM...: stop with one clear line if a program is missing.
need()
{
	local program

	for program; do
		command -v "$program" >/dev/null ||
			die "the program '$program' is missing; run scripts/setup first"
	done
}

# The folder for downloads and everything built from them.
cache_dir()
{
	local dir=${XDG_CACHE_HOME:-$HOME/.cache}/vgt

	mkdir -p "$dir"
	printf '%s\n' "$dir"
}

# content_key WORD|FILE...: a short hash of the words and of the files' contents.
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

# with_lock NAME COMMAND...: run COMMAND while no other process holds NAME in the
# cache, so that two scripts started together build a thing once.
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

# new_dir DIR: an empty folder beside DIR, to be filled and handed to publish_dir.
# Call it under with_lock: what a build that was killed left behind goes away.
new_dir()
{
	mkdir -p "${1%/*}"
	rm -rf "$1".new.*
	mktemp -d "$1.new.XXXXXX"
}

# publish_dir NEW DIR: put a finished folder in its place, in one step. Its neighbours
# that no script has used for a week go away.
publish_dir()
{
	chmod 755 "$1"
	rm -rf "$2"
	mv -T "$1" "$2"
	find "${2%/*}" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf {} +
}

# print_used DIR: the last word of scripts that make things for the cache.
print_used()
{
	touch -c "$1"
	printf '%s\n' "$1"
}
