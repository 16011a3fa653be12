# SPDX-License-Identifier: GPL-2.0-only
#
# Usage: awk [-v loose=1] -f canon.awk SLICES TRACE PAGES GUESTS
#
# What the GPU model saw of a test, in a form in which two mediators can be compared.
# SLICES is what vfio-test --slices prints, TRACE a trace of submit, cmd, store, regs and
# irq, PAGES the model's page log, GUESTS where guests' memory was (tests/vfio/ram.h). Each
# line begins with its kind, engine and, but for the last two, vGPU:
#
#   request	commands of a request: PLACE HEADER NAME OPERANDS, separated by "; "
#   store	what a guest's commands stored, in order: where, in which page, words
#   register	what a register held when a batch began, once for each value
#   interrupt	a bit of an interrupt register that was raised, of engines that a guest had: what
#		the host does with others when they idle is a matter of time
#   page	a page of a guest's memory that was touched, and how (letters as in the page
#		log); or that commands wrote to a page that is neither a guest's nor one that
#		the host's commands write to
#
# Loosely, of requests only the commands are told, without operands, and neither stores nor
# pages: a driver's requests differ from boot to boot in addresses, order and number.
#
# Only contexts that run batches count, which are the guests'. A request ends with
# MI_USER_INTERRUPT: i915 has that at the end of each of its own, and no guest's reaches
# the hardware. Whose a context is is told by the part of the GGTT that its commands store
# to. Left out is what time decides: how often a context is switched, and the batches of
# that; how often a wait polls. MI_NOOP is what mediators put in place of other commands.
# Addresses in the GGTT are relative to the vGPU's parts of it, pages are told as guests
# know them, and the host's addresses and numbers are left out. So no line depends on where
# memory lies, nor on the order in which it is touched.

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
		return sprintf("%s+%x", part[i], at - at % 4 - first[i])
	}
	return ""
}

# A command of the ring: addresses and numbers in the host's own differ from run to run.
function ring_operands(		i, text, place, own, field)
{
	if ($6 ~ /^MI_LOAD_REGISTER_IMM/ || ($6 == "MI_BATCH_BUFFER_START" && $5 ~ /1..$/))
		own = 1
	else
		field = address_at[$6]
	for (i = 7; i <= NF; i++) {
		place = i == field ? ggtt($i) : ""
		if (place != "")
			own = vgpu[unit, context[unit]] = owner
		text = text " " (place == "" ? $i : place)
	}
	if (loose)
		return ""
	if (own)
		return text
	return $6 == "PIPE_CONTROL" ? " " $7 : ""
}

# In a batch that is where a command says so, or what it loads a register with.
function batch_operands(	i, text, place)
{
	for (i = 7; i <= NF; i++) {
		place = ""
		if (i == address_at[$6] && $5 ~ /^[0-9a-f][0-9a-f][4-7c-f]/)
			place = ggtt($i)
		else if ($6 == "MI_LOAD_REGISTER_IMM" && i % 2 == 0 && $i ~ /000$/)
			place = ggtt($i)
		text = text " " (place == "" ? $i : place)
	}
	return loose ? "" : text
}

# A request of a context, whose owner is known at its end: later, the context's place may be
# another's.
function span(key)
{
	return key SUBSEP (spans[key] + 0)
}

function finish(		key)
{
	key = unit SUBSEP context[unit]
	if (batches[key]) {
		requests++
		request_of[requests] = span(key)
		request[requests] = text_of[key]
		ran[key] = 1
		owner_of[span(key)] = vgpu[key]
		spans[key]++
	}
	text_of[key] = last[key] = ""
	batches[key] = 0
}

# What i915 has behind MI_USER_INTERRUPT: how much of that runs is a matter of time.
function end_of_the_last()
{
	return $5 == "04000001" || $6 == "MI_ARB_CHECK" ||
	       ($6 == "MI_SEMAPHORE_WAIT" && ggtt($8) == "")
}

# vgt has a request load and restore registers that no context has, in batches of its own
# (core/exec/bracket.c), one behind the other: what is in them is left out. The first is called
# behind a command that turns arbitration off, the last behind the end of a predicate, others in
# place of a command that turns arbitration on.
function bracket(key,		off, at)
{
	off = "r 04000000 MI_ARB_ON_OFF"
	if ($5 != "18800001")
		return 0
	at = hex($7)
	if (last[key] == off)
		opened[key] = at
	else if (!opened[key] || at < opened[key] || at > opened[key] + 16384)
		return 0
	if (last[key] != off && last[key] !~ /MI_SET_PREDICATE$/) {
		last[key] = "r 04000001 MI_ARB_ON_OFF"
		text_of[key] = text_of[key] "; " last[key]
		return 1
	}
	sub(/(; )?[^;]*$/, "", text_of[key])
	last[key] = ""
	return 1
}

function command(	place, key, text)
{
	unit = $3
	place = substr($4, 1, 1)
	if (place == "w" || $6 == "MI_NOOP")
		return
	key = unit SUBSEP context[unit]
	if (place == "r")
		switches[unit] = bracket(key)
	if (switches[unit])
		return
	if (place != "r") {
		batches[key] = 1
		worked[unit] = 1
	}
	text = place " " $5 " " $6 (place == "r" ? ring_operands() : batch_operands())
	if (text ~ /SEMAPHORE_WAIT/ && last[key] == text)
		return
	if (place == "r" && text_of[key] == "" && end_of_the_last())
		return
	last[key] = text
	text_of[key] = text_of[key] (text_of[key] == "" ? "" : "; ") text
	if (place == "r" && $6 == "MI_USER_INTERRUPT")
		finish()
}

# TIME store: UNIT PLACE SPACE ADDRESS PAGE: WORDS
function store(		place, key, i, text)
{
	unit = $3
	key = unit SUBSEP context[unit]
	sub(/:$/, "", $7)
	if ($4 == "w") {
		the_hosts[$7] = 1
		return
	}
	if (switches[unit]) {
		the_hosts[$7] = 1
		return
	}
	place = $6
	if ($5 == "ggtt") {
		place = ggtt($6)
		if (place == "" && $4 == "r") {
			the_hosts[$7] = 1
			return
		}
		if (place == "")
			place = "the-host's"
		else
			vgpu[key] = owner
	}
	for (i = 8; i <= NF; i++)
		text = text " " $i
	if (loose)
		return
	stores++
	store_of[stores] = span(key)
	stored_at[stores] = $4 " " $5 " " place
	stored_page[stores] = $7
	stored[stores] = text
}

# The page as its guest knows it.
function page_of(page)
{
	return page in guest_page ? guest_page[page] : "no-guest's"
}

# Of each page of a guest all that an engine did, whichever context it was.
function touch(engine, page, uses,	key, i, use)
{
	key = engine SUBSEP page_of(page)
	for (i = 1; i <= length(uses); i++) {
		use = substr(uses, i, 1)
		if (index(touched[key], use) == 0)
			touched[key] = touched[key] use
	}
}

# UNIT lrca=LRCA id=ID page=ADDRESS USES. Commands of contexts that run batches wrote it, or it
# is a guest's: then it does not matter who.
function logged(	lrca, page)
{
	split($2, lrca, "=0x")
	split($4, page, "=0x")
	page[2] = substr(page[2], 1, length(page[2]) - 3)
	if (page[2] in guest_page)
		touch($1, page[2], $5)
	else if ((($1, lrca[2]) in ran) && $5 ~ /w/ && $5 !~ /[ist]/ && !(page[2] in the_hosts))
		touch($1, page[2], "w")
}

function in_order(uses,		i, all, use, text)
{
	all = "rwftisdax"
	for (i = 1; i <= length(all); i++) {
		use = substr(all, i, 1)
		if (index(uses, use))
			text = text use
	}
	return text
}

# Registers that follow the time, the context's place, or what runs; or that are no business
# of this engine's: of those outside of its own block, render has all but the others' cache
# settings (MOCS), and they have only theirs.
function volatile(reg, base)
{
	if (reg >= 51200 && reg < 53248)
		return int(reg / 256) != mocs_of[base]
	if (reg < base || reg >= base + 2048)
		return base != base_of["rcs0"]
	reg -= base
	if (reg < 0 || reg >= 2048)
		return 0
	return reg ~ /^(48|52|56|60|88|96|100|104|108|112|116|120|128|136|148|160|164|168|172|180|184|272|276|280|284|320|324|328|348|352|356|360|384|448|452|456|560|564|568|572|576|580|588|592|928|932|936|1032|1036)$/ ||
	       (reg >= 624 && reg < 656) || (reg >= 848 && reg < 928)
}

function registers(	key, base, i, pair)
{
	if (switches[$3])
		return
	key = $3 SUBSEP context[$3]
	base = base_of[$3]
	for (i = 5; i <= NF; i++) {
		split($i, pair, "=")
		if (!volatile(hex(pair[1]), base)) {
			registers_seen++
			register_of[registers_seen] = span(key)
			register[registers_seen] = $i
		}
	}
}

# One bit, as the engines raise them, each in one half of a register. The lowest of an engine's
# says that a request has ended: i915 has it unmasked while somebody waits, so that time
# decides.
function interrupt(	half)
{
	half = $5 ~ /^0000/ ? "low" : "high"
	if ($5 !~ /^(00000001|00010000)$/)
		raised[$4 " " $5] = interrupts_of[$4, half]
}

function whole(kind, of,	parts, owns)
{
	split(of, parts, SUBSEP)
	owns = of in owner_of ? owner_of[of] : ""
	return kind " " parts[1] " vgpu" (owns == "" ? "?" : owns)
}

BEGIN {
	# The field of a line that has a command's address in the GGTT.
	address_at["PIPE_CONTROL"] = 8
	address_at["MI_FLUSH_DW"] = 7
	address_at["MI_STORE_DATA_IMM"] = 7
	address_at["MI_ATOMIC"] = 7
	address_at["MI_STORE_REGISTER_MEM"] = 8
	address_at["MI_LOAD_REGISTER_MEM"] = 8
	address_at["MI_SEMAPHORE_WAIT"] = 8
	address_at["MI_BATCH_BUFFER_START"] = 7
	base_of["rcs0"] = 8192
	base_of["bcs0"] = 139264
	base_of["vcs0"] = 73728
	base_of["vcs1"] = 114688
	base_of["vecs0"] = 106496
	interrupts_of["44300", "low"] = "rcs0"
	interrupts_of["44300", "high"] = "bcs0"
	interrupts_of["44310", "low"] = "vcs0"
	interrupts_of["44310", "high"] = "vcs1"
	interrupts_of["44330", "low"] = "vecs0"
	mocs_of[8192] = 200
	mocs_of[73728] = 201
	mocs_of[114688] = 202
	mocs_of[106496] = 203
	mocs_of[139264] = 204
}
{ file = FILENAME == ARGV[1] ? 1 : FILENAME == ARGV[2] ? 2 : FILENAME == ARGV[3] ? 3 : 4 }
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
file == 2 && $2 == "irq:" && $3 == "raise" && $4 ~ /^443/ { interrupt() }
file == 3 && !loose { log_line[++log_lines] = $0 }
file == 4 && $1 == "guest" { guest_page[$4] = "guest" $2 "+" $3 }
END {
	for (i = 1; i <= requests; i++)
		print whole("request", request_of[i]) ": " request[i]
	for (key in text_of)
		if (batches[key]) {
			owner_of[span(key)] = vgpu[key]
			print whole("request", span(key)) ": " text_of[key] "; unfinished"
		}
	for (i = 1; i <= stores; i++)
		print whole("store", store_of[i]) ": " stored_at[i] " page " page_of(stored_page[i]) ":" stored[i]
	for (i = 1; i <= registers_seen; i++)
		print whole("register", register_of[i]) ": " register[i]
	for (bits in raised)
		if (raised[bits] in worked)
			print "interrupt: " bits
	for (i = 1; i <= log_lines; i++) {
		$0 = log_line[i]
		logged()
	}
	for (key in touched) {
		split(key, parts, SUBSEP)
		print "page " parts[1] ": " parts[2] " " in_order(touched[key])
	}
}
