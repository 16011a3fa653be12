# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: awk -f canon.awk SLICES TRACE PAGES
#
# What the GPU model saw of a test, in a form in which two mediators can be compared.
# SLICES is what vfio-test --slices prints, TRACE a trace of submit, cmd, store, regs and
# irq, PAGES the model's page log. Each line begins with its kind, engine and vGPU:
#
#   request	commands of a request: PLACE HEADER NAME OPERANDS, separated by "; "
#   store	what a guest's commands stored, in order: where, in which page, words
#   register	what a register held when a batch began, once for each value
#   interrupt	a bit of an interrupt register that was raised
#   pages	how many pages were touched in which way (letters as in the page log)
#
# Only contexts that run batches count, which are the guests'. A request ends with
# MI_USER_INTERRUPT: i915 has that at the end of each of its own, and no guest's reaches
# the hardware. Whose a context is is told by the part of the GGTT that its commands store
# to. Left out is what time decides: how often a context is switched, and the batches of
# that; how often a wait polls. MI_NOOP is what mediators put in place of other commands.
# Addresses in the GGTT are relative to the vGPU's parts of it, physical pages are numbers
# in the order in which an address had them, and the host's addresses and numbers are
# left out.

function hex(s,		n, i)
{
	n = 0
	for (i = 1; i <= length(s); i++)
		n = 16 * n + index("0123456789abcdef", substr(s, i, 1)) - 1
	return n
}

# ggtt ADDRESS: relative to a slice; "" outside of all. Sets owner.
function ggtt(address,		i, at)
{
	at = hex(address)
	for (i = 1; i <= slices; i++) {
		if (at < first[i] || at >= first[i] + size[i])
			continue
		owner = whose[i]
		return sprintf("%s+%x", part[i], at - first[i])
	}
	return ""
}

# A command of the ring: the host's have addresses and numbers that are nobody's business.
function ring_operands(		i, text, place, own)
{
	if ($6 ~ /^MI_LOAD_REGISTER_IMM/ || ($6 == "MI_BATCH_BUFFER_START" && $5 ~ /1..$/))
		own = 1
	for (i = 7; i <= NF; i++) {
		place = ggtt($i)
		if (place != "")
			own = vgpu[unit, context[unit]] = owner
		text = text " " (place == "" ? $i : place)
	}
	if (own)
		return text
	return $6 == "PIPE_CONTROL" ? " " $7 : ""
}

function batch_operands(	i, text)
{
	for (i = 7; i <= NF; i++)
		text = text " " $i
	return text
}

function finish(		key)
{
	key = unit SUBSEP context[unit]
	if (batches[key]) {
		requests++
		request_of[requests] = key
		request[requests] = text_of[key]
		ran[key] = 1
	}
	text_of[key] = last[key] = ""
	batches[key] = 0
}

function command(	place, key, text)
{
	unit = $3
	place = substr($4, 1, 1)
	if (place == "w" || $6 == "MI_NOOP")
		return
	key = unit SUBSEP context[unit]
	if (place != "r")
		batches[key] = 1
	text = place " " $5 " " $6 (place == "r" ? ring_operands() : batch_operands())
	if (text ~ /SEMAPHORE_WAIT/ && last[key] == text)
		return
	last[key] = text
	text_of[key] = text_of[key] (text_of[key] == "" ? "" : "; ") text
	if (place == "r" && $6 == "MI_USER_INTERRUPT")
		finish()
}

# TIME store: UNIT PLACE SPACE ADDRESS PAGE: WORDS
function store(		place, key, page, i, text)
{
	unit = $3
	key = unit SUBSEP context[unit]
	if ($4 == "w")
		return
	place = $6
	if ($5 == "ggtt") {
		place = ggtt($6)
		if (place == "" && $4 == "r")
			return
		if (place == "")
			place = "the-host's"
		else
			vgpu[key] = owner
	}
	page = $5 SUBSEP substr($6, 1, length($6) - 3) SUBSEP vgpu[key]
	if (!((page, $7) in page_number))
		page_number[page, $7] = ++pages_at[page]
	text = $4 " " $5 " " place " page " page_number[page, $7] ":"
	for (i = 8; i <= NF; i++)
		text = text " " $i
	stores++
	store_of[stores] = key
	stored[stores] = text
}

# Registers that follow the time, the context's place, or what runs.
function volatile(reg, base)
{
	reg -= base
	if (reg < 0 || reg >= 2048)
		return 0
	return reg ~ /^(48|52|56|60|88|96|100|104|108|112|116|120|128|136|148|160|164|168|172|180|184|272|276|280|284|320|324|328|348|352|356|360|384|448|452|456|560|564|568|572|576|580|584|588|592|928|932|936|1032|1036)$/ ||
	       (reg >= 624 && reg < 656) || (reg >= 848 && reg < 928)
}

function registers(	key, base, i, pair)
{
	key = $3 SUBSEP context[$3]
	base = base_of[$3]
	for (i = 5; i <= NF; i++) {
		split($i, pair, "=")
		if (!((key, $i) in seen_register) && !volatile(hex(pair[1]), base)) {
			seen_register[key, $i] = 1
			registers_seen++
			register_of[registers_seen] = key
			register[registers_seen] = $i
		}
	}
}

function owner_of(key)
{
	return key in vgpu ? vgpu[key] : "?"
}

function whole(kind, key,	parts)
{
	split(key, parts, SUBSEP)
	return kind " " parts[1] " vgpu" owner_of(key)
}

BEGIN {
	base_of["rcs0"] = 8192
	base_of["bcs0"] = 139264
	base_of["vcs0"] = 73728
	base_of["vcs1"] = 114688
	base_of["vecs0"] = 106496
}
FNR == 1 { file++ }
file == 1 && $1 == "slice" {
	slices++
	whose[slices] = $2
	part[slices] = $3
	first[slices] = hex($4)
	size[slices] = hex($5)
}
file == 2 && $4 == "restore" {
	split($5, lrca, "=")
	context[$3] = lrca[2]
}
file == 2 && $2 == "cmd:" { command() }
file == 2 && $2 == "store:" { store() }
file == 2 && $2 == "regs:" { registers() }
file == 2 && $2 == "irq:" && $3 == "raise" && $4 ~ /^443/ { raised[$4 " " $5] = 1 }
file == 3 {
	split($2, lrca, "=0x")
	if ((($1, lrca[2]) in ran) && $5 !~ /[ist]/)
		touched[$1 SUBSEP lrca[2] SUBSEP $5]++
}
END {
	for (i = 1; i <= requests; i++)
		print whole("request", request_of[i]) ": " request[i]
	for (key in text_of)
		if (batches[key])
			print whole("request", key) ": " text_of[key] "; unfinished"
	for (i = 1; i <= stores; i++)
		print whole("store", store_of[i]) ": " stored[i]
	for (i = 1; i <= registers_seen; i++)
		print whole("register", register_of[i]) ": " register[i]
	for (bits in raised)
		print "interrupt: " bits
	for (key in touched) {
		split(key, parts, SUBSEP)
		print whole("pages", parts[1] SUBSEP parts[2]) ": " parts[3] " " touched[key]
	}
}
