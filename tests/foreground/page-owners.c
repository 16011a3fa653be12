// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: page-owners LOG TRACE ID:BEFORE:AFTER...
 *
 * Did any context touch memory of another's VM? LOG is the model's page log of a time;
 * TRACE is L1's trace with the events vgt_context from before the first VM on, and the
 * marks "pages: from here" and "pages: to here" around that time; each further argument is
 * a VM: the id of its vGPU, and what guest-ram said of its memory before and after.
 *
 * Prints results as tests/lib/tap.sh collects them. The status is 0 if it could judge.
 *
 * What rests on what: whose memory a page is says L1's kernel; who touched it, the model.
 * Both know nothing of vgt. Whose a context is says vgt: a context that it does not name
 * is taken for the host's, one that it names falsely would touch what is not its VM's. So
 * a false word of vgt's makes this fail, and hides nothing.
 *
 * A context is known by the address of its image (LRCA), which may be another's later. One
 * that VM 1 had for a part of the time, and the host for another, is judged as VM 1's. One
 * that two VMs had in turn cannot be judged: there may be few of these.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "types.h"

#define NOBODY		0
#define MAX_VMS		4
#define MAX_USERS	100000
#define MAX_LIVES	100000

/* As vgt numbers them. */
static const char *const engines[] = { "rcs0", "bcs0", "vcs0", "vcs1", "vecs0" };

/* Those that gpu-exec works on. */
static const char *const worked_on[] = { "rcs0", "bcs0", "vcs0", "vecs0" };

/**
 * struct piece - memory of a VM
 * @start: its address in L1
 * @end: the first one behind it
 * @vm: whose, from 1 on
 */
struct piece {
	u64 start;
	u64 end;
	int vm;
};

/**
 * struct memory - all VMs' memory at some time
 * @piece: sorted by address
 * @count: of these
 */
struct memory {
	struct piece *piece;
	size_t count;
};

/**
 * struct life - a context of vgt's
 * @unit: its engine
 * @lrca: the address of its image
 * @vm: for whom it was
 * @from: line of the trace
 * @to: likewise; that of the end if it outlived the trace
 */
struct life {
	const char *unit;
	u32 lrca;
	int vm;
	u32 from;
	u32 to;
};

/**
 * struct user - a context of the page log
 * @unit: its engine
 * @lrca: the address of its image; 0 for what the engine does outside of contexts
 * @had: BIT(VM) of those that had a context there at any time
 * @whole: one context was there for all of the time, or none of a VM
 * @pages: lines of the log, by whose the page is; a context has several ids in turn
 * @worked: it wrote by a command
 */
struct user {
	char unit[16];
	u32 lrca;
	u32 had;
	bool whole;
	u32 pages[MAX_VMS + 1];
	bool worked;
};

static struct memory before, after;
static struct life *lives;
static u32 life_count;
static struct user *users;
static u32 user_count;
static int ids[MAX_VMS + 1];
static int vms;
static u32 trace_from, trace_to;
static u32 lines, moved, private_lines;
static bool trace_whole, log_whole = true;

/* What was wrong first, of each kind. */
static char example_moved[160], example_private[160];

static __noreturn __printf(1, 2) void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("page-owners: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(2);
}

static FILE *open_file(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		die("%s cannot be read", path);
	return f;
}

static void *more(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p)
		die("out of memory");
	return p;
}

/* ---- whose memory it is ---- */

static u64 load_memory(struct memory *m, const char *path, int vm)
{
	FILE *f = open_file(path);
	u64 start, length, sum = 0;

	while (fscanf(f, "%" SCNx64 " %" SCNx64, &start, &length) == 2) {
		m->piece = more(m->piece, (m->count + 1) * sizeof(*m->piece));
		m->piece[m->count++] = (struct piece){ start, start + length, vm };
		sum += length;
	}
	fclose(f);
	return sum;
}

static void load_vm(char *text)
{
	char *first = strchr(text, ':'), *second = first ? strchr(first + 1, ':') : NULL;
	u64 size;

	if (!second || vms == MAX_VMS)
		die("what is '%s'?", text);
	*first++ = 0;
	*second++ = 0;
	vms++;
	ids[vms] = atoi(text);
	size = load_memory(&before, first, vms);
	if (!size || load_memory(&after, second, vms) != size)
		die("VM %d's memory is not known", vms);
	printf("# VM %d: %" PRIu64 " MiB\n", vms, size >> 20);
}

static int compare_pieces(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;

	return (a->start > b->start) - (a->start < b->start);
}

/* Sort; false where a page has two owners. */
static bool sort_memory(struct memory *m)
{
	size_t i;

	qsort(m->piece, m->count, sizeof(*m->piece), compare_pieces);
	for (i = 1; i < m->count; i++)
		if (m->piece[i].start < m->piece[i - 1].end)
			return false;
	return true;
}

static int owner_of(const struct memory *m, u64 address)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct piece *p = &m->piece[middle];

		if (address < p->start)
			high = middle;
		else if (address >= p->end)
			low = middle + 1;
		else
			return p->vm;
	}
	return NOBODY;
}

/* ---- whose context it is ---- */

static int vm_of_id(int id)
{
	int vm;

	for (vm = 1; vm <= vms; vm++)
		if (ids[vm] == id)
			return vm;
	die("the trace has a vGPU %d", id);
}

static void begin_life(u32 line, int id, u32 engine, u32 lrca)
{
	if (life_count == MAX_LIVES || engine >= ARRAY_SIZE(engines))
		die("line %u of the trace makes no sense", line);
	lives[life_count++] = (struct life){ engines[engine], lrca, vm_of_id(id), line,
					     UINT32_MAX };
}

static void end_life(u32 line, int id, u32 engine, u32 lrca)
{
	u32 i;

	for (i = life_count; i-- > 0;) {
		struct life *l = &lives[i];

		if (l->to == UINT32_MAX && l->lrca == lrca && l->vm == vm_of_id(id) &&
		    engine < ARRAY_SIZE(engines) && l->unit == engines[engine]) {
			l->to = line;
			return;
		}
	}
	die("line %u of the trace ends what did not begin", line);
}

static void load_trace(const char *path)
{
	FILE *f = open_file(path);
	u32 line = 0, engine, lrca;
	unsigned long held, written;
	char text[1024], *event;
	int id;

	while (fgets(text, sizeof(text), f)) {
		line++;
		if (sscanf(text, "# entries-in-buffer/entries-written: %lu/%lu", &held,
			   &written) == 2)
			trace_whole = held == written;
		if (strstr(text, "pages: from here"))
			trace_from = line;
		if (strstr(text, "pages: to here"))
			trace_to = line;
		event = strstr(text, "vgt_context: ");
		if (!event || sscanf(event, "vgt_context: vgpu=%d engine=%u lrca=%x", &id,
				     &engine, &lrca) != 3)
			continue;
		if (strstr(event, " made"))
			begin_life(line, id, engine, lrca);
		else
			end_life(line, id, engine, lrca);
	}
	fclose(f);
	if (!trace_from || trace_to < trace_from)
		die("%s lacks its marks", path);
}

/* Which VMs had it, and whether one for all of the time. The host had it else. */
static void find_owner(struct user *u)
{
	u32 i;

	u->whole = true;
	for (i = 0; i < life_count; i++) {
		const struct life *l = &lives[i];

		if (l->lrca != u->lrca || strcmp(l->unit, u->unit) || l->to < trace_from ||
		    l->from > trace_to)
			continue;
		u->had |= BIT(l->vm);
		if (l->from > trace_from || l->to < trace_to)
			u->whole = false;
	}
}

/* One VM's, or for NOBODY the host's; what two VMs had is neither's. */
static bool is_owned(const struct user *u, int owner)
{
	return u->lrca && u->had == (owner ? BIT(owner) : 0);
}

static bool has_two_owners(const struct user *u)
{
	return u->had & (u->had - 1);
}

/* ---- who touched what ---- */

/* The log is sorted by context. */
static struct user *user_of(const char *unit, u32 lrca)
{
	struct user *u = user_count ? &users[user_count - 1] : NULL;

	if (u && u->lrca == lrca && !strcmp(u->unit, unit))
		return u;
	if (user_count == MAX_USERS)
		die("too many contexts");
	u = &users[user_count++];
	snprintf(u->unit, sizeof(u->unit), "%s", unit);
	u->lrca = lrca;
	find_owner(u);
	return u;
}

static void note(u32 *count, char *example, const char *line)
{
	if (!(*count)++)
		snprintf(example, 160, "%s", line);
}

static void take_line(const char *text)
{
	char unit[16], uses[16];
	struct user *u;
	u32 lrca, id;
	u64 page;
	int vm;

	if (sscanf(text, "%15s lrca=%x id=%x page=%" SCNx64 " %15s", unit, &lrca, &id, &page,
		   uses) != 5)
		die("the log has a line '%s'", text);
	/* What a monitor shows, and what a processor does, is done by no context. */
	if (!strcmp(unit, "display") || !strcmp(unit, "aperture"))
		return;
	lines++;
	u = user_of(unit, lrca);
	vm = owner_of(&before, page);
	if (vm != owner_of(&after, page))
		note(&moved, example_moved, text);
	u->pages[vm]++;
	u->worked |= !!strchr(uses, 'w');
	if (vm && (!lrca || strpbrk(uses, "ti")))
		note(&private_lines, example_private, text);
}

static void load_log(const char *path)
{
	FILE *f = open_file(path);
	char text[160];

	while (fgets(text, sizeof(text), f)) {
		text[strcspn(text, "\n")] = 0;
		if (text[0] == '#')
			log_whole = false;
		else if (strcmp(text, "ok"))
			take_line(text);
	}
	fclose(f);
}

/* ---- what follows ---- */

static __printf(3, 4) void result(bool good, const char *why, const char *format, ...)
{
	va_list args;

	fputs(good ? "ok - " : "not ok - ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (!good && why && why[0])
		printf("# %s\n", why);
}

static const char *owner_name(int owner)
{
	static char name[16];

	if (owner == NOBODY)
		return "the host";
	snprintf(name, sizeof(name), "VM %d", owner);
	return name;
}

/* How many VMs' memory it touched, but for that of @vm. */
static u32 touched(const struct user *u, int but)
{
	u32 n = 0;
	int vm;

	for (vm = 1; vm <= vms; vm++)
		n += vm != but && u->pages[vm];
	return n;
}

static void describe(char *text, size_t size, const struct user *u)
{
	int vm, at;

	at = snprintf(text, size, "context %#x on %s:", u->lrca, u->unit);
	for (vm = 1; vm <= vms; vm++)
		at += snprintf(text + at, size - at, " %u pages of VM %d", u->pages[vm], vm);
}

static void judge_one_vm_at_most(void)
{
	char why[160] = "";
	u32 i, bad = 0, contexts = 0;

	for (i = 0; i < user_count; i++) {
		const struct user *u = &users[i];

		if (!u->lrca || has_two_owners(u))
			continue;
		contexts++;
		if (touched(u, NOBODY) > 1 && !bad++)
			describe(why, sizeof(why), u);
	}
	result(!bad, why, "no context touched memory of two VMs");
	printf("# %u contexts, %u lines of the log\n", contexts, lines);
}

static void judge_changed_hands(void)
{
	u32 i, bad = 0, contexts = 0;

	for (i = 0; i < user_count; i++) {
		contexts += !!users[i].had;
		bad += has_two_owners(&users[i]);
	}
	result(bad * 10 <= contexts, NULL, "few contexts are left out");
	printf("# two VMs had the address of %u in turn\n", bad);
}

/* An owner's contexts touched no memory of a VM but its own. */
static void judge_owner(int owner)
{
	u32 i, bad = 0, contexts = 0, whole = 0, pages = 0, nobodys = 0;
	char why[160] = "";

	for (i = 0; i < user_count; i++) {
		const struct user *u = &users[i];

		if (!is_owned(u, owner))
			continue;
		contexts++;
		whole += u->whole;
		pages += owner ? u->pages[owner] : 0;
		nobodys += u->pages[NOBODY];
		if (touched(u, owner) && !bad++)
			describe(why, sizeof(why), u);
	}
	result(!bad, why, "%s's contexts touched no memory of %s VM", owner_name(owner),
	       owner ? "another" : "a");
	printf("# %s: %u contexts, %u all the time; lines of the log: %u of its memory, %u of no VM's\n",
	       owner_name(owner), contexts, whole, pages, nobodys);
}

/*
 * An empty log proves nothing. A VM's context is known by its pages, too: it may have been given
 * back and made anew in between, as after seconds without work.
 */
static void judge_work(int owner)
{
	char why[160] = "";
	size_t e;
	u32 i;

	for (e = 0; e < ARRAY_SIZE(worked_on); e++) {
		for (i = 0; i < user_count; i++) {
			const struct user *u = &users[i];

			if (is_owned(u, owner) && u->worked && !strcmp(u->unit, worked_on[e]) &&
			    (owner ? u->pages[owner] : u->whole))
				break;
		}
		if (i == user_count)
			snprintf(why, sizeof(why), "none on %s", worked_on[e]);
	}
	result(!why[0], why, "%s's contexts worked on every engine", owner_name(owner));
}

int main(int argc, char **argv)
{
	bool one_owner;
	int i;

	if (argc < 4)
		die("Usage: page-owners LOG TRACE ID:BEFORE:AFTER...");
	lives = more(NULL, MAX_LIVES * sizeof(*lives));
	users = calloc(MAX_USERS, sizeof(*users));
	if (!users)
		die("out of memory");
	for (i = 3; i < argc; i++)
		load_vm(argv[i]);
	one_owner = sort_memory(&before);
	one_owner &= sort_memory(&after);
	load_trace(argv[2]);
	load_log(argv[1]);

	result(log_whole && lines && trace_whole, NULL,
	       "the page log and the trace are whole");
	result(one_owner, NULL, "no page is memory of two VMs");
	result(!moved, example_moved, "no page that was touched changed its owner");
	judge_one_vm_at_most();
	judge_changed_hands();
	for (i = 0; i <= vms; i++) {
		judge_work(i);
		judge_owner(i);
	}
	result(!private_lines, example_private,
	       "no VM's memory holds page tables, context images or status pages of the hardware's");
	return 0;
}
