// SPDX-License-Identifier: GPL-2.0-only
/*
 * Deliver the events of a record to the core, and compare what it does: see replay.h.
 *
 * While a section has released the vGPU's lock, others run: see fiber.c.
 * An event outside of sections is delivered before the next input or output of the section that the
 * record has after it.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/vgt_shim.h>

#include "core/device.h"
#include "core/display/display.h"
#include "core/entry.h"
#include "core/mem/ggtt.h"
#include "core/mem/ggtt_entry.h"
#include "core/mem/ggtt_table.h"
#include "core/resources_types.h"
#include "core/vgpu.h"
#include "replay.h"

/* Events within each other. */
#define DEPTH_MAX	64

/* Times, in nanoseconds: the core adds to them. */
#define TIME_MAX	(S64_MAX / 4)

/* What a version of vgt, and the number of its source, may have. */
#define VERSION_CHARS	"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.~+- "

/* The one that is played: what the shim calls has no argument. */
static struct replay *playing;

/* ---- items ---- */

u32 replay_number(const struct replay *r, const struct replay_item *item)
{
	return item - r->file->items;
}

/* Where things are, for a message. */
static void tell_where(struct replay *r)
{
	u32 at = min(r->pos, r->file->count - 1);
	u32 i = at > 5 ? at - 5 : 0;

	if (r->fiber->entry) {
		fputs("while the core handles\n", r->out);
		replay_print(r->out, r->file, replay_number(r, r->fiber->entry));
	}
	fputs("near\n", r->out);
	for (; i < r->file->count && i <= at + 2; i++)
		replay_print(r->out, r->file, i);
}

/**
 * replay_stop() - end a replay early
 * @r: the replay
 * @end: why
 * @fmt: the message
 */
void replay_stop(struct replay *r, enum replay_end end, const char *fmt, ...)
{
	va_list ap;

	fprintf(r->out, "vgt-replay: item %u: ", r->pos);
	va_start(ap, fmt);
	vfprintf(r->out, fmt, ap);
	va_end(ap);
	fputc('\n', r->out);
	tell_where(r);
	r->end = end;
	replay_over(r);
}

bool replay_is_event(const struct replay_item *item)
{
	u32 class = replay_kinds[item->head.kind].class;

	return class == VGT_RECORD_ENTRY || class == VGT_RECORD_ASYNC;
}

static bool is_async(const struct replay_item *item)
{
	return replay_kinds[item->head.kind].class == VGT_RECORD_ASYNC;
}

/* The first item that was not played, or NULL at the end. */
struct replay_item *replay_next(struct replay *r)
{
	struct replay_item *item;

	for (; r->pos < r->file->count; r->pos++) {
		item = &r->file->items[r->pos];
		if (item->head.kind == VGT_RECORD_LOST)
			replay_stop(r, REPLAY_CANNOT, "%llu items are missing here", item->head.key);
		/* Before a guest opens it, that is no matter: see VGT_RECORD_PLACE. */
		if (item->head.kind == VGT_RECORD_MOVED && !r->vgpu->stopped)
			replay_stop(r, REPLAY_CANNOT,
				    "the vGPU was moved in the host's GGTT here: that cannot be played");
		if (!item->used && replay_kinds[item->head.kind].class != VGT_RECORD_STATE)
			return item;
	}
	return NULL;
}

static void stop_here(struct replay *r)
{
	if (r->trap) {
		raise(SIGTRAP);
		return;
	}
	replay_print(r->out, r->file, r->pos);
	replay_state(r);
	r->end = REPLAY_STOPPED;
	replay_over(r);
}

void replay_use(struct replay *r, struct replay_item *item)
{
	if (r->stop_at && replay_number(r, item) == r->stop_at)
		stop_here(r);
	item->used = true;
	if (item->time > TIME_MAX)
		replay_stop(r, REPLAY_CANNOT, "a time that cannot be");
	if ((long long)item->time > shim_now)
		shim_now = item->time;
}

/* Find the next item of a kind that was not played, with this key; of a request, this engine. */
struct replay_item *replay_find(struct replay *r, enum vgt_record_kind kind, u64 key)
{
	u32 i;

	for (i = r->pos; i < r->file->count; i++) {
		struct replay_item *item = &r->file->items[i];
		u64 has = kind == VGT_RECORD_SUBMIT ? item->head.key >> 32 : item->head.key;

		if (!item->used && item->head.kind == kind && has == key)
			return item;
	}
	return NULL;
}

/* ---- events ---- */

static u64 number_of(const struct replay_item *item)
{
	u64 val = 0;

	memcpy(&val, item->data, min_t(u32, item->head.len, sizeof(val)));
	return val;
}

static void deliver_access(struct replay *r, struct replay_item *item, const void *by)
{
	u32 offset = lower_32_bits(item->head.key), len = upper_32_bits(item->head.key);
	bool config = item->head.kind <= VGT_RECORD_CONFIG_WRITE;
	u64 val = number_of(item);

	if (!len || len > (config ? 4 : 8) || len & (len - 1) || offset % len)
		replay_stop(r, REPLAY_CANNOT, "an access that cannot be");
	switch (item->head.kind) {
	case VGT_RECORD_CONFIG_READ:
		vgt_vgpu_config_read(r->vgpu, offset, &val, len, by);
		break;
	case VGT_RECORD_CONFIG_WRITE:
		vgt_vgpu_config_write(r->vgpu, offset, &val, len, by);
		break;
	case VGT_RECORD_BAR0_READ:
		vgt_vgpu_bar0_read(r->vgpu, offset, &val, len, by);
		break;
	default:
		vgt_vgpu_bar0_write(r->vgpu, offset, &val, len, by);
	}
}

static void deliver_port(struct replay *r, struct replay_item *item)
{
	bool lent = item->head.key == vgt_record_key(1, (u32)item->head.key);
	u64 port = lent ? (u32)item->head.key : item->head.key;

	if (port >= VGT_PORTS || !vgt_monitor_port(port) ||
	    (lent && item->head.kind != VGT_RECORD_DISCONNECT))
		replay_stop(r, REPLAY_CANNOT, "a port that cannot be");
	switch (item->head.kind) {
	case VGT_RECORD_SET_TYPE:
		vgt_vgpu_monitor_set_type(r->vgpu, port, number_of(item));
		break;
	case VGT_RECORD_SET_EDID:
		vgt_vgpu_monitor_set_edid(r->vgpu, port, item->data, item->head.len);
		break;
	case VGT_RECORD_CONNECT:
		vgt_vgpu_monitor_connect(r->vgpu, port);
		break;
	case VGT_RECORD_REPLACE:
		vgt_vgpu_link_up(r->vgpu, port, item->data, item->head.len);
		break;
	default:
		if (lent)
			vgt_vgpu_link_down(r->vgpu, port);
		else
			vgt_vgpu_monitor_disconnect(r->vgpu, port);
	}
}

static void deliver_step(struct replay *r, struct replay_item *item)
{
	u64 id = item->head.key;

	if (id == VGT_NUM_ENGINES)
		r->vgpu->release.fn(&r->vgpu->release);
	else if (id < VGT_NUM_ENGINES && r->vgpu->engines[id].vgpu)
		r->vgpu->engines[id].step.fn(&r->vgpu->engines[id].step);
	else
		replay_stop(r, REPLAY_CANNOT, "a step of no engine");
}

static void deliver_life(struct replay *r, struct replay_item *item)
{
	switch (item->head.kind) {
	case VGT_RECORD_START:
		vgt_vgpu_start(r->vgpu);
		break;
	case VGT_RECORD_STOP:
		vgt_vgpu_stop(r->vgpu);
		break;
	default:
		vgt_vgpu_reset(r->vgpu);
	}
}

static void deliver_entry(struct replay *r, struct replay_item *item)
{
	const void *by = (const void *)(unsigned long)item->head.flags;

	switch (item->head.kind) {
	case VGT_RECORD_START:
	case VGT_RECORD_STOP:
	case VGT_RECORD_RESET:
		deliver_life(r, item);
		break;
	case VGT_RECORD_CONFIG_READ:
	case VGT_RECORD_CONFIG_WRITE:
	case VGT_RECORD_BAR0_READ:
	case VGT_RECORD_BAR0_WRITE:
		deliver_access(r, item, by);
		break;
	case VGT_RECORD_WROTE:
		if (!number_of(item) || number_of(item) > 4096)
			replay_stop(r, REPLAY_CANNOT, "a write that cannot be");
		vgt_vgpu_guest_wrote(r->vgpu, item->head.key, number_of(item));
		break;
	case VGT_RECORD_WATCH_LOST:
		vgt_vgpu_watch_lost(r->vgpu, item->head.key);
		break;
	case VGT_RECORD_GONE:
		vgt_vgpu_memory_gone(r->vgpu, item->head.key, number_of(item), by);
		break;
	case VGT_RECORD_STEP:
		deliver_step(r, item);
		break;
	default:
		deliver_port(r, item);
	}
}

/* Deliver an event. All that the core does for it is over afterwards. */
void replay_deliver(struct replay *r, struct replay_item *item)
{
	struct replay_fiber *me = r->fiber;

	if (++r->depth > DEPTH_MAX)
		replay_stop(r, REPLAY_CANNOT, "more events within each other than there are threads");
	replay_use(r, item);
	r->events++;
	if (is_async(item)) {
		replay_async(r, item);
	} else {
		me->entry = item;
		me->yielded = false;
		deliver_entry(r, item);
		me->entry = NULL;
	}
	r->depth--;
}

/* Deliver what happened outside of sections before the next thing that a section does. */
static void settle(struct replay *r)
{
	struct replay_item *item;

	while (!r->async && (item = replay_next(r)) && is_async(item))
		replay_deliver(r, item);
}

/* Others run, until it is the turn of a section that was interrupted. */
static void let_others_run(void)
{
	struct replay *r = playing;
	struct replay_item *item;

	while (r->fiber->yielded && (item = replay_next(r)) && replay_is_event(item)) {
		if (is_async(item))
			replay_deliver(r, item);
		else
			replay_beside(r, item);
	}
}

/* A step goes on that was interrupted by the section which waits for it now. */
static bool let_step_go_on(void)
{
	struct replay_fiber *step = replay_parked(playing, true);
	struct replay_item *item = replay_next(playing);

	if (!playing->fiber->yielded || !step || !item || item->head.kind != VGT_RECORD_RESUME)
		return false;
	replay_switch(playing, step);
	return true;
}

/* The core waits until its queue has nothing to do. */
static void flush(void)
{
	do {
		let_others_run();
	} while (let_step_go_on());
}

/* The core waits for something: it is among the events before it went on. */
static void wait_for_others(void)
{
	u32 events = playing->events;

	let_others_run();
	if (playing->events == events && !let_step_go_on())
		replay_stop(playing, REPLAY_DIFFERS,
			    "the core waits for something that does not come");
}

/* ---- what the core tells ---- */

static void differ(struct replay *r, const struct vgt_record_item *head, const void *buf,
		   const struct replay_item *item)
{
	u64 val = 0;

	if (buf)
		memcpy(&val, buf, min_t(u32, head->len, sizeof(val)));
	fprintf(r->out, "vgt-replay: the core does something else than the record has:\n"
		"core:   %s %#llx:%#llx, %u bytes: %#llx\n",
		replay_kinds[head->kind].name, head->key >> 32, head->key & U32_MAX, head->len, val);
	if (item)
		fprintf(r->out, "record: %s %#llx:%#llx, %u bytes: %#llx\n",
			replay_kinds[item->head.kind].name, item->head.key >> 32,
			item->head.key & U32_MAX, item->head.len, number_of(item));
	else
		fputs("record: nothing more\n", r->out);
	replay_stop(r, REPLAY_DIFFERS, "this is the first difference");
}

/* Under a lock that events take, too: they wait. */
static bool waits(const struct vgt_record_item *head)
{
	return head->kind == VGT_RECORD_NOW || head->kind == VGT_RECORD_COMPLETED ||
	       head->kind == VGT_RECORD_CANCEL;
}

/* The item that the section has next. */
static struct replay_item *section_next(struct replay *r, bool wait)
{
	u32 i;

	if (!wait) {
		settle(r);
		return replay_next(r);
	}
	if (!replay_next(r))
		return NULL;
	for (i = r->pos; i < r->file->count; i++)
		if (!r->file->items[i].used && !is_async(&r->file->items[i]))
			return &r->file->items[i];
	return NULL;
}

static struct replay_item *take(struct replay *r, const struct vgt_record_item *head,
				const void *buf)
{
	struct replay_item *item = section_next(r, waits(head));

	if (!item)
		replay_stop(r, REPLAY_CANNOT, "the record ends here, in the middle of a section");
	if (item->head.kind != head->kind || item->head.key != head->key)
		differ(r, head, buf, item);
	replay_use(r, item);
	return item;
}

static void take_words(struct replay *r, const struct vgt_record_item *head, void *buf)
{
	struct replay_item *item = take(r, head, buf);
	int words = replay_words(item, buf, head->len / 4);

	if (words < 0)
		replay_stop(r, REPLAY_CANNOT, "memory is left out of the record");
	if (words * 4u != head->len)
		differ(r, head, buf, item);
}

/* Entries of the GGTT that the guest has written. */
static void take_entries(struct replay *r, const struct vgt_record_item *head, void *buf)
{
	u32 part = upper_32_bits(head->key), block = lower_32_bits(head->key), i;
	struct vgt_ggtt_slice *slice = &r->vgpu->ggtt.part[part];
	const struct replay_item *item = take(r, head, buf);
	u64 *entries, entry;

	entries = vgt_ggtt_block_map(r->vgpu, slice->space.start / VGT_GGTT_PAGE * sizeof(u64) +
				     block * 4096ull);
	for (i = 0; entries && i < item->head.len / sizeof(entry); i++) {
		memcpy(&entry, item->data + i * sizeof(entry), sizeof(entry));
		entries[entry >> 1 & (VGT_GGTT_BLOCK - 1)] = entry & ~GENMASK_ULL(9, 1);
	}
}

/* Blocks that are looked at now: user space may have written to them without traps. */
static void take_dirty(struct replay *r, const struct vgt_record_item *head, void *buf)
{
	u32 part = lower_32_bits(head->key), blocks = upper_32_bits(head->key);
	u32 i, others = 0;

	take(r, head, buf);
	bitmap_zero(buf, blocks);
	for (i = r->pos; i < r->file->count; i++) {
		const struct vgt_record_item *next = &r->file->items[i].head;

		if (r->file->items[i].used)
			continue;
		others += next->kind == VGT_RECORD_YIELD;
		if (!others && (next->kind == VGT_RECORD_DIRTY || next->kind == VGT_RECORD_LEAVE))
			break;
		if (!others && next->kind == VGT_RECORD_ENTRIES &&
		    upper_32_bits(next->key) == part && lower_32_bits(next->key) < blocks)
			__set_bit(lower_32_bits(next->key), buf);
		others -= others && next->kind == VGT_RECORD_RESUME;
	}
}

/* Kinds whose first number is a port's result, 0 or an error, for which the core uses memory. */
static bool has_result(u16 kind)
{
	switch (kind) {
	case VGT_RECORD_PIN:
	case VGT_RECORD_PAGE:
	case VGT_RECORD_BUFFER:
	case VGT_RECORD_CONTEXT:
		return true;
	}
	return false;
}

/* The core makes pointers of errors. What fails here must have failed there. */
static void judge_result(struct replay *r, const struct replay_item *item, const void *mine)
{
	s64 was, is;

	if (!has_result(item->head.kind) || item->head.len < sizeof(was))
		return;
	memcpy(&was, item->data, sizeof(was));
	memcpy(&is, mine, sizeof(is));
	if (was > 0 || was < -MAX_ERRNO)
		replay_stop(r, REPLAY_CANNOT, "a result that cannot be");
	if (!was && is < 0)
		replay_stop(r, REPLAY_CANNOT, "the replay cannot do what was done: error %lld", -is);
}

static void take_input(struct replay *r, const struct vgt_record_item *head, void *buf)
{
	struct replay_item *item;

	if (head->flags == VGT_RECORD_PACKED)
		return take_words(r, head, buf);
	if (head->kind == VGT_RECORD_ENTRIES)
		return take_entries(r, head, buf);
	if (head->kind == VGT_RECORD_DIRTY)
		return take_dirty(r, head, buf);
	item = take(r, head, buf);
	if (item->head.len != head->len)
		differ(r, head, buf, item);
	judge_result(r, item, buf);
	if (head->kind == VGT_RECORD_NOW && number_of(item) > TIME_MAX)
		replay_stop(r, REPLAY_CANNOT, "a time that cannot be");
	memcpy(buf, item->data, head->len);
}

static void take_output(struct replay *r, const struct vgt_record_item *head, void *buf)
{
	struct replay_item *item = take(r, head, buf);

	r->outputs++;
	if (item->head.len != head->len || memcmp(item->data, buf ?: item->data, head->len)) {
		if (head->kind == VGT_RECORD_PLACE)
			replay_stop(r, REPLAY_CANNOT,
				    "the vGPU has another size or place from here on: that cannot be played");
		differ(r, head, buf, item);
	}
	if (head->kind == VGT_RECORD_YIELD)
		r->fiber->yielded = true;
	if (head->kind == VGT_RECORD_RESUME)
		r->fiber->yielded = false;
}

/* An event that the core tells of: the one that it handles, or one that it caused by itself. */
static void take_event(struct replay *r, const struct vgt_record_item *head, void *buf)
{
	struct replay_item *item = r->async;

	if (!item || r->async_told || item->head.kind != head->kind) {
		item = replay_find(r, head->kind, head->kind == VGT_RECORD_SUBMIT ?
				   head->key >> 32 : head->key);
		if (!item)
			differ(r, head, buf, NULL);
		replay_use(r, item);
	} else {
		r->async_told = true;
	}
	r->outputs++;
	if (item->head.key != head->key || item->head.len != head->len ||
	    memcmp(item->data, buf ?: item->data, head->len))
		differ(r, head, buf, item);
}

static void told(struct vgt_record *rec, const struct vgt_record_item *head, void *buf)
{
	struct replay *r = container_of(rec, struct replay, rec);

	switch (replay_kinds[head->kind].class) {
	case VGT_RECORD_ENTRY:
		/* It is the one that is delivered. */
		if (!r->fiber->entry || r->fiber->entry->head.kind != head->kind)
			differ(r, head, buf, r->fiber->entry);
		break;
	case VGT_RECORD_INPUT:
		take_input(r, head, buf);
		break;
	case VGT_RECORD_ASYNC:
		take_event(r, head, buf);
		break;
	default:
		if (head->kind == VGT_RECORD_SUBMIT)
			take_event(r, head, buf);
		else
			take_output(r, head, buf);
	}
}

/* Was the engine's request done after the section looked? Then it was a moment too late. */
static bool came_later(struct replay *r, const struct replay_item *done)
{
	const struct replay_item *looked = replay_find(r, VGT_RECORD_COMPLETED, done->head.key);

	return done->head.kind == VGT_RECORD_DONE && looked && !number_of(looked);
}

static void before(struct vgt_record *rec, enum vgt_record_kind kind)
{
	struct replay *r = container_of(rec, struct replay, rec);
	struct replay_item *item;

	while (!r->async && (item = replay_next(r)) && is_async(item)) {
		if (kind == VGT_RECORD_COMPLETED && came_later(r, item))
			break;
		replay_deliver(r, item);
	}
}

/* The section has released the lock where it did so when it was recorded. */
static bool keeps(struct vgt_record *rec, u32 checks)
{
	struct replay *r = container_of(rec, struct replay, rec);
	const struct replay_item *item = section_next(r, true);

	return !item || item->head.kind != VGT_RECORD_YIELD || item->head.key != checks;
}

static const struct vgt_record_ops replay_ops = {
	.item = told,
	.before = before,
	.keeps = keeps,
};

/* ---- the vGPU ---- */

static void make_monitor(struct replay *r, const struct replay_item *item)
{
	struct vgt_record_monitor monitor;
	u64 port = item->head.key;

	memcpy(&monitor, item->data, sizeof(monitor));
	if (port >= VGT_PORTS || monitor.edid_len > sizeof(monitor.edid))
		replay_stop(r, REPLAY_CANNOT, "a monitor that cannot be");
	if (!vgt_monitor_port(port))
		return;
	if (item->head.kind == VGT_RECORD_MONITOR)
		vgt_vgpu_monitor_disconnect(r->vgpu, port);
	vgt_vgpu_monitor_set_type(r->vgpu, port, monitor.type);
	vgt_vgpu_monitor_set_edid(r->vgpu, port, monitor.edid, monitor.edid_len);
	if (item->head.kind == VGT_RECORD_MONITOR && monitor.connected)
		vgt_vgpu_monitor_connect(r->vgpu, port);
	if (item->head.kind == VGT_RECORD_MONITOR && monitor.lent) {
		r->vgpu->display.lent |= BIT(port);
		r->vgpu->display.kept |= monitor.lent > 1 ? BIT(port) : 0;
	}
}

/* Of the vGPU's type, with the sizes that it had. */
static void make_type(struct replay *r)
{
	const struct vgt_record_vgpu *is = &r->ports.vgpu;
	u32 i;

	for (i = 0; i < vgt_types_count; i++)
		if (!strcmp(vgt_types[i].name, is->type))
			r->type = vgt_types[i];
	if (!r->type.name || r->type.gen != r->ports.gpu.desc.platform->gen)
		replay_stop(r, REPLAY_CANNOT, "there is no type '%s'", is->type);
	r->type.low_mb = is->low_mb;
	r->type.high_mb = is->high_mb;
	r->type.fences = is->fences;
	r->type.weight = clamp_t(u32, is->weight, VGT_WEIGHT_MIN, VGT_WEIGHT_MAX);
	r->type.width = is->width;
	r->type.height = is->height;
}

static void make_vgpu(struct replay *r)
{
	const struct vgt_record_vgpu *is = &r->ports.vgpu;
	u32 i;

	make_type(r);
	r->vgpu = vgt_vgpu_create(&r->dev, &r->type, &r->ports.guest);
	if (IS_ERR(r->vgpu)) {
		i = -PTR_ERR(r->vgpu);
		r->vgpu = NULL;
		replay_stop(r, REPLAY_CANNOT, "its vGPU cannot be made: error %u", i);
	}
	r->vgpu->scratch.dma = is->ggtt_scratch;
	for (i = 0; i < ARRAY_SIZE(r->vgpu->shadow.scratch); i++)
		r->vgpu->shadow.scratch[i].dma = is->scratch[i];
	for (i = 0; i < r->file->count; i++)
		if (r->file->items[i].head.kind == VGT_RECORD_MONITOR ||
		    r->file->items[i].head.kind == VGT_RECORD_SETUP)
			make_monitor(r, &r->file->items[i]);
}

/* Another vgt may do something else. */
static void judge_maker(struct replay *r, struct vgt_record_file *file)
{
	size_t len;

	file->made_by[sizeof(file->made_by) - 1] = 0;
	len = strcspn(file->made_by, " ");
	if (strlen(VGT_VERSION) != len || strncmp(file->made_by, VGT_VERSION, len))
		fprintf(r->out, "vgt-replay: warning: vgt %.*s made the record, and this is the core of vgt " VGT_VERSION ": expect differences\n",
			(int)strspn(file->made_by, VERSION_CHARS), file->made_by);
}

/* Which registers are switched, and in which order, is in the source of vgt. */
static void judge_switched(struct replay *r)
{
	u32 next[VGT_NUM_ENGINES] = { 0 };
	struct vgt_record_reg reg;
	u32 i, n;

	for (i = 0; i < r->file->count; i++) {
		const struct replay_item *item = &r->file->items[i];
		const struct vgt_mmio_ctx_engine *sw;

		if (item->head.kind != VGT_RECORD_SWITCHED)
			continue;
		if (item->head.key >= VGT_NUM_ENGINES)
			replay_stop(r, REPLAY_CANNOT, "registers of no engine");
		sw = &r->dev.sw.engine[item->head.key];
		for (n = 0; n < item->head.len / sizeof(reg); n++) {
			u32 at = next[item->head.key]++;

			memcpy(&reg, item->data + n * sizeof(reg), sizeof(reg));
			if (at >= sw->count || sw->regs[at].offset != reg.offset)
				replay_stop(r, REPLAY_CANNOT,
					    "the vgt that made the record switches other registers than this one");
		}
	}
	for (i = 0; i < VGT_NUM_ENGINES; i++)
		if (next[i] != r->dev.sw.engine[i].count)
			replay_stop(r, REPLAY_CANNOT,
				    "the vgt that made the record switches other registers than this one");
}

static void make(struct replay *r)
{
	static const struct vgt_reserve nothing;
	struct vgt_record_file flags;
	int ret;

	memcpy(&flags, r->file->items[0].data, sizeof(flags));
	judge_maker(r, &flags);
	if (flags.flags & VGT_RECORD_RUNNING)
		replay_stop(r, REPLAY_CANNOT,
			    "the record begins while the vGPU is in use: it can be listed, not played");
	if (!(flags.flags & VGT_RECORD_HAS_MEMORY))
		replay_stop(r, REPLAY_CANNOT,
			    "memory is left out of the record: it can be listed, not played");
	if (replay_ports_init(&r->ports, r->file, r->out))
		replay_stop(r, REPLAY_CANNOT, "there is no such GPU");
	r->ports.submit = replay_submit;
	r->ports.arg = r;
	ret = vgt_device_init(&r->dev, &r->ports.gpu, &nothing);
	if (ret) {
		r->dev.gpu = NULL;
		replay_stop(r, REPLAY_CANNOT, "vgt cannot share its GPU: error %d", ret);
	}
	judge_switched(r);
	make_vgpu(r);
	replay_hold(r);
	replay_take_ops(r);
	rcu_assign_pointer(r->vgpu->record, &r->rec);
}

static void play(struct replay *r)
{
	struct replay_fiber *parked;
	struct replay_item *item;

	while ((item = replay_next(r))) {
		if (item->head.kind == VGT_RECORD_END)
			break;
		parked = replay_parked(r, false) ?: replay_parked(r, true);
		if (replay_is_event(item))
			replay_deliver(r, item);
		else if (item->head.kind == VGT_RECORD_RESUME && parked)
			replay_switch(r, parked);
		else
			replay_stop(r, REPLAY_DIFFERS, "the core did not do this");
	}
	if (r->file->truncated && !item)
		replay_stop(r, REPLAY_CANNOT, "the record ends in the middle of an item");
}

static void begin_time(struct replay *r)
{
	u64 time = r->file->items[min(r->file->count - 1, 1u)].time;

	if (time > TIME_MAX)
		replay_stop(r, REPLAY_CANNOT, "a time that cannot be");
	shim_now = time;
}

/**
 * replay_play() - play a record
 * @r: the replay; @out, @stop_at and @trap are set, all else is zeroed
 * @file: the record
 *
 * If it does not return REPLAY_SAME, the core is left as it is, with its memory.
 *
 * Return: how it ended. Differences were printed.
 */
enum replay_end replay_play(struct replay *r, struct replay_file *file)
{
	playing = r;
	r->file = file;
	r->rec.ops = &replay_ops;
	r->nobody.weight = VGT_WEIGHT_MIN;
	INIT_LIST_HEAD(&r->nobody.link);
	INIT_LIST_HEAD(&r->nobody.blamed);
	shim_manual = true;
	shim_wait_hook = wait_for_others;
	shim_on_flush = flush;
	shim_resched_hook = let_others_run;
	replay_fibers_init(r);
	if (setjmp(r->stop))
		return r->end;
	begin_time(r);
	make(r);
	play(r);
	return REPLAY_SAME;
}
