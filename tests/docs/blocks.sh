# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Runs the blocks of commands in the documents that are for a machine, see ./commands. Who sources
# this has result() of ../lib/tap.sh, and may have these:
#
#   doc_before   makes what CONTRIBUTING.md says that the machine gives; the folder is new and empty
#   doc_after    takes away what the block left
doc_here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

doc_before() { :; }
doc_after() { :; }

# doc_run FILE LINE: as a script whose lines have the numbers that they have in the document.
doc_run()
{
	local script=$doc_work/${1//\//_} status=0

	mkdir -p "$doc_work/folder"
	cd "$doc_work/folder" || return
	doc_before </dev/null || { echo 'the machine is not ready'; return 1; }
	{
		echo "set -eEo pipefail; trap 'echo \"$1:\$LINENO: failed: \$BASH_COMMAND\"' ERR"
		printf '%*s' $(($2 - 2)) '' | tr ' ' '\n'
		cat
	} >"$script"
	timeout 100 bash "$script" </dev/null || status=$?
	doc_after || status=$?
	cd / && rm -rf "$doc_work/folder"
	return $status
}

# doc_block FILE LINE: a result for the block, which is stdin.
doc_block()
{
	result "$1:$2" doc_run "$1" "$2"
}

# doc_blocks MACHINE: all of its blocks.
doc_blocks()
{
	local script doc_work

	script=$("$doc_here/commands" --for "$1") || { echo "not ok - blocks for $1"; return 1; }
	doc_work=$(mktemp -d)
	eval "$script"
	rm -rf "$doc_work"
}
