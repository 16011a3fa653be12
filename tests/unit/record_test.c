// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flight recorder: what it writes of what goes into a vGPU and out of it, what it leaves out,
 * and what it says of losses. tests/replay plays records.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/display/display_types.h"
#include "core/entry.h"
#include "core/record/record.h"
#include "core/record/writer.h"
#include "core/size.h"
#include "core/vgpu.h"
#include "env.h"
#include "env_time.h"
#include "exec_env.h"

#define RING	VGT_RECORD_RING_MIN

/**
 * struct record - a record that was read
 * @w: its recorder
 * @bytes: what was read
 * @size: of it
 */
struct record {
	struct vgt_record_writer *w;
	u8 *bytes;
	u32 size;
};

static void record_begin(struct kunit *test, struct record *r, bool memory)
{
	r->w = vgt_record_writer_create(RING, memory, "1.2 test");
	r->bytes = kvmalloc(RING, GFP_KERNEL);
	r->size = 0;
	KUNIT_ASSERT_TRUE(test, r->w && r->bytes);
	KUNIT_ASSERT_EQ(test, vgt_record_attach(r->w, vgt_env_get(test)->vgpu), 0);
}

static void record_read(struct record *r)
{
	u32 n;

	r->size = 0;
	do {
		n = vgt_record_peek(r->w, r->bytes + r->size, min(RING - r->size, 1000u));
		vgt_record_skip(r->w, n);
		r->size += n;
	} while (n);
}

static void record_end(struct record *r)
{
	vgt_record_detach(r->w);
	vgt_record_writer_destroy(r->w);
	kvfree(r->bytes);
}

static u32 item_size(const struct vgt_record_item *item)
{
	return sizeof(*item) + round_up(item->len, 8u);
}

/* The next item of a kind, from a byte on; returns its byte, or the end. */
static u32 record_find(const struct record *r, u32 at, enum vgt_record_kind kind,
		       struct vgt_record_item *item)
{
	for (; at + sizeof(*item) <= r->size; at += item_size(item)) {
		memcpy(item, r->bytes + at, sizeof(*item));
		if (item->kind == kind)
			return at;
	}
	memset(item, 0, sizeof(*item));
	return r->size;
}

static u32 record_count(const struct record *r, enum vgt_record_kind kind)
{
	struct vgt_record_item item;
	u32 at = 0, n = 0;

	for (;;) {
		at = record_find(r, at, kind, &item);
		if (at == r->size)
			return n;
		at += item_size(&item);
		n++;
	}
}

static void record_packs(struct kunit *test)
{
	u32 *words = kcalloc(1024, 4, GFP_KERNEL), *back = kcalloc(1024, 4, GFP_KERNEL);
	u8 *packed = kmalloc(VGT_RECORD_PACK_MAX, GFP_KERNEL);
	u32 step, i, len;

	KUNIT_ASSERT_TRUE(test, words && back && packed);
	for (step = 0; step < 40; step++) {
		for (i = 0; i < 1024; i++)
			words[i] = step && i % step < step / 2 + 1 ? i + 1 : 0;
		len = vgt_record_pack(words, 1024, packed);
		KUNIT_EXPECT_LE(test, len, VGT_RECORD_PACK_MAX);
		memset(back, 0xff, 4096);
		KUNIT_EXPECT_EQ(test, vgt_record_unpack(packed, len, back, 1024), 1024);
		KUNIT_EXPECT_EQ(test, memcmp(words, back, 4096), 0);
		/* Not more than there is room for, and not from less than there is. */
		KUNIT_EXPECT_EQ(test, vgt_record_unpack(packed, len, back, 1023), -EINVAL);
		KUNIT_EXPECT_EQ(test, vgt_record_unpack(packed, len - 1, back, 1024), -EINVAL);
	}
	memset(words, 0, 4096);
	KUNIT_EXPECT_EQ(test, vgt_record_pack(words, 1024, packed), 4);
	kfree(words);
	kfree(back);
	kfree(packed);
}

static void record_access(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record_item item;
	struct record r;
	u64 val = 0;
	u32 at;

	record_begin(test, &r, false);
	env_write(env, 0x44404, 0x1234);
	KUNIT_EXPECT_EQ(test, env_read(env, 0x44404), 0x1234);
	record_read(&r);

	KUNIT_EXPECT_EQ(test, record_find(&r, 0, VGT_RECORD_FILE, &item), 0);
	KUNIT_EXPECT_TRUE(test, (item.key & GENMASK_ULL(47, 0)) == VGT_RECORD_MAGIC);
	KUNIT_EXPECT_EQ(test, record_count(&r, VGT_RECORD_VGPU), 1);
	at = record_find(&r, 0, VGT_RECORD_BAR0_WRITE, &item);
	KUNIT_EXPECT_TRUE(test, item.key == vgt_record_key(4, 0x44404));
	KUNIT_EXPECT_EQ(test, item.len, 4);
	memcpy(&val, r.bytes + at + sizeof(item), 4);
	KUNIT_EXPECT_EQ(test, val, 0x1234);
	at = record_find(&r, at, VGT_RECORD_BAR0_READ, &item);
	KUNIT_EXPECT_TRUE(test, item.key == vgt_record_key(4, 0x44404));
	record_find(&r, at, VGT_RECORD_LEAVE, &item);
	KUNIT_EXPECT_TRUE(test, item.key == 0x1234 && !item.len);
	record_end(&r);
}

/* What cannot be given to a reader is there for the next one. */
static void record_peeks(struct kunit *test)
{
	struct vgt_record_item item;
	struct record r;
	u8 byte;

	record_begin(test, &r, false);
	KUNIT_EXPECT_EQ(test, vgt_record_peek(r.w, &byte, 1), 1);
	record_read(&r);
	KUNIT_EXPECT_EQ(test, record_find(&r, 0, VGT_RECORD_FILE, &item), 0);
	record_end(&r);
}

/* The file says which vgt made it. */
static void record_made_by(struct kunit *test)
{
	struct vgt_record_file file;
	struct vgt_record_item item;
	struct record r;
	u32 at;

	record_begin(test, &r, false);
	record_read(&r);
	at = record_find(&r, 0, VGT_RECORD_FILE, &item);
	KUNIT_ASSERT_EQ(test, item.len, sizeof(file));
	memcpy(&file, r.bytes + at + sizeof(item), sizeof(file));
	KUNIT_EXPECT_STREQ(test, file.made_by, "1.2 test");
	KUNIT_EXPECT_EQ(test, item.key >> VGT_RECORD_MAGIC_BITS, VGT_RECORD_VERSION);
	record_end(&r);
}

/* Threads have numbers of their own, whatever their addresses are. */
static void record_threads(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record_item item;
	struct record r;
	u32 i, at = 0, val;

	record_begin(test, &r, false);
	for (i = 0; i < 300; i++)
		vgt_vgpu_bar0_read(env->vgpu, 0x44404, &val, 4, (void *)(0x1000ul * (i + 1)));
	vgt_vgpu_bar0_read(env->vgpu, 0x44404, &val, 4, NULL);
	record_read(&r);
	for (i = 0; i < 300; i++, at += item_size(&item)) {
		at = record_find(&r, at, VGT_RECORD_BAR0_READ, &item);
		KUNIT_ASSERT_EQ(test, item.flags, i % VGT_RECORD_THREADS + 1);
	}
	record_find(&r, at, VGT_RECORD_BAR0_READ, &item);
	KUNIT_EXPECT_EQ(test, item.flags, 0);
	record_end(&r);
}

/* A guest that opens the vGPU has the size and the place that it has then. */
static void record_place(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record_place place;
	struct vgt_record_item item;
	struct record r;
	u32 at;

	vgt_vgpu_stop(env->vgpu);
	record_begin(test, &r, false);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_set_high(env->vgpu, 128 << 20), 0);
	KUNIT_ASSERT_EQ(test, vgt_vgpu_start(env->vgpu), 0);
	record_read(&r);
	at = record_find(&r, 0, VGT_RECORD_PLACE, &item);
	KUNIT_ASSERT_EQ(test, item.len, sizeof(place));
	memcpy(&place, r.bytes + at + sizeof(item), sizeof(place));
	KUNIT_EXPECT_EQ(test, place.high_mb, 128);
	KUNIT_EXPECT_EQ(test, place.whole, 1);
	KUNIT_EXPECT_EQ(test, place.start[1], env->vgpu->ggtt.reserved[1].start);
	KUNIT_EXPECT_EQ(test, place.fence[0], env->vgpu->fences.host[0]);
	record_end(&r);
}

/* An EDID that is too long is too long in the record, too. */
static void record_edid(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u8 *edid = kzalloc(2 * VGT_EDID_SIZE, GFP_KERNEL);
	struct vgt_record_item item;
	struct record r;

	KUNIT_ASSERT_TRUE(test, edid);
	record_begin(test, &r, false);
	KUNIT_EXPECT_NE(test, vgt_vgpu_monitor_set_edid(env->vgpu, VGT_PORT_B, edid,
							2 * VGT_EDID_SIZE), 0);
	record_read(&r);
	record_find(&r, 0, VGT_RECORD_SET_EDID, &item);
	KUNIT_EXPECT_GT(test, item.len, VGT_EDID_SIZE);
	record_end(&r);
	kfree(edid);
}

/* While nobody records, and after somebody did, nothing listens. */
static void record_attaches(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record_writer *other = vgt_record_writer_create(RING, false, "");
	struct record r;

	KUNIT_ASSERT_TRUE(test, other);
	KUNIT_EXPECT_FALSE(test, vgt_record_on(env->vgpu));
	record_begin(test, &r, false);
	KUNIT_EXPECT_TRUE(test, vgt_record_on(env->vgpu));
	KUNIT_EXPECT_EQ(test, vgt_record_attach(other, env->vgpu), -EBUSY);
	vgt_record_writer_destroy(other);
	record_read(&r);
	vgt_record_detach(r.w);
	KUNIT_EXPECT_FALSE(test, vgt_record_on(env->vgpu));
	env_write(env, 0x44404, 0);
	record_read(&r);
	KUNIT_EXPECT_EQ(test, r.size, 0);
	record_end(&r);
}

/* The lost items are counted, also if nothing follows, and the record goes on behind them. */
static void record_loses(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record_item item;
	struct record r;
	u32 i;

	record_begin(test, &r, false);
	for (i = 0; !r.w->lost && i < RING / sizeof(item); i++)
		env_write(env, 0x44404, i);
	KUNIT_EXPECT_GE(test, r.w->lost, 1);
	for (i = 0; i < 5; i++)
		env_write(env, 0x44404, i);
	record_read(&r);
	KUNIT_EXPECT_EQ(test, record_count(&r, VGT_RECORD_LOST), 1);
	KUNIT_EXPECT_EQ(test, record_find(&r, 0, VGT_RECORD_LOST, &item) + sizeof(item), r.size);
	KUNIT_EXPECT_GE(test, item.key, 10);
	KUNIT_EXPECT_EQ(test, r.w->lost_all, item.key);
	env_write(env, 0x44404, 7);
	record_read(&r);
	KUNIT_EXPECT_EQ(test, record_count(&r, VGT_RECORD_LOST), 0);
	KUNIT_EXPECT_EQ(test, record_count(&r, VGT_RECORD_BAR0_WRITE), 1);
	record_end(&r);
}

/* Memory is not the same as what was lost. */
static void record_loses_memory(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	u32 *words = kcalloc(1024, 4, GFP_KERNEL);
	struct vgt_record_item item;
	struct record r;
	u32 i;

	record_begin(test, &r, true);
	KUNIT_ASSERT_TRUE(test, words);
	memset(words, 0x5a, 4096);
	for (i = 0; !r.w->lost && i < RING / sizeof(item); i++)
		env_write(env, 0x44404, i);
	vgt_record_write_words(r.w, VGT_RECORD_TABLE, 1, words, 4096);
	record_read(&r);
	KUNIT_EXPECT_EQ(test, record_count(&r, VGT_RECORD_TABLE), 0);
	for (i = 0; i < 2; i++) {
		vgt_record_write_words(r.w, VGT_RECORD_TABLE, 1, words, 4096);
		record_read(&r);
		record_find(&r, 0, VGT_RECORD_TABLE, &item);
		KUNIT_EXPECT_EQ(test, item.flags, i ? VGT_RECORD_SAME : VGT_RECORD_PACKED);
	}
	record_end(&r);
	kfree(words);
}

#ifndef __KERNEL__
/* The first item says what the file is, however long the host has been running. */
static void record_late(struct kunit *test)
{
	struct vgt_record_item item;
	struct record r;

	shim_now += 1ull << 33;
	record_begin(test, &r, false);
	record_read(&r);
	KUNIT_EXPECT_EQ(test, record_find(&r, 0, VGT_RECORD_FILE, &item), 0);
	record_end(&r);
}
#endif

static void record_submits(struct vgt_env *env)
{
	static const u32 noops[4];
	struct vgt_env_ctx ctx;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, noops, 4);
	env_run(env, VGT_RCS);
}

/* How items that hold memory do so: an item of @kind with these flags, or none. */
static bool record_has(const struct record *r, enum vgt_record_kind kind, u8 flags)
{
	struct vgt_record_item item;
	u32 at = 0;

	for (;;) {
		at = record_find(r, at, kind, &item);
		if (at == r->size)
			return false;
		if (item.flags == flags)
			return true;
		at += item_size(&item);
	}
}

/* A guest's memory is in the record only if somebody asked for it. */
static void record_memory(struct kunit *test)
{
	static const u8 kinds[] = {
		VGT_RECORD_MEMORY, VGT_RECORD_TABLE, VGT_RECORD_SAVED,
	};
	struct vgt_env *env = vgt_env_get(test);
	struct record r;
	u32 memory, i;

	for (memory = 0; memory < 2; memory++) {
		record_begin(test, &r, memory);
		record_submits(env);
		record_read(&r);
		for (i = 0; i < ARRAY_SIZE(kinds); i++) {
			KUNIT_EXPECT_EQ(test, record_has(&r, kinds[i], VGT_RECORD_PACKED), memory);
			KUNIT_EXPECT_EQ(test, record_has(&r, kinds[i], VGT_RECORD_LEFT_OUT),
					!memory);
		}
		KUNIT_EXPECT_TRUE(test, record_has(&r, VGT_RECORD_GOLDEN, VGT_RECORD_PACKED));
		KUNIT_EXPECT_EQ(test, r.w->lost_all, 0);
		record_end(&r);
	}
}

/* What happens outside of sections is there, too: the work was picked, interrupts, the end. */
static void record_events(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record_item item;
	struct record r;
	u32 at, next;

	record_begin(test, &r, false);
	record_submits(env);
	record_read(&r);
	at = record_find(&r, 0, VGT_RECORD_PICKED, &item);
	KUNIT_EXPECT_LT(test, at, r.size);
	next = record_find(&r, at, VGT_RECORD_SUBMIT, &item);
	KUNIT_EXPECT_LT(test, next, r.size);
	next = record_find(&r, next, VGT_RECORD_DONE, &item);
	KUNIT_EXPECT_LT(test, next, r.size);
	KUNIT_EXPECT_LT(test, record_find(&r, next, VGT_RECORD_CSB, &item), r.size);
	KUNIT_EXPECT_LT(test, record_find(&r, next, VGT_RECORD_MSI, &item), r.size);
	record_end(&r);
}

static u32 record_flags(const struct record *r, u32 which)
{
	struct vgt_record_item item;
	u32 at = 0, n = 0;

	for (;; at += item_size(&item)) {
		at = record_find(r, at, VGT_RECORD_FLAG, &item);
		if (at == r->size)
			return n;
		n += item.key == which;
	}
}

/*
 * Whether work runs, so that what follows it may be judged, is in the record in any case: another
 * vGPU's worker may pick the work just before the core looks.
 */
static void record_ahead(struct kunit *test)
{
	static const u32 noops[2];
	struct vgt_env_ctx other;
	struct record r;
	struct exec x;

	exec_begin(test, &x);
	exec_submit(&x, 0);
	exec_use(&x, 1);
	record_begin(test, &r, false);
	exec_submit(&x, 1);
	KUNIT_EXPECT_FALSE(test, x.vgpu[1]->engines[VGT_RCS].ent.in_flight);
	env_ctx_init(x.env, &other, VGT_RCS, env_ppgtt(x.env));
	env_emit(x.env, &other, noops, 2);
	env_elsp(x.env, &other, NULL);
	queue_work(x.vgpu[1]->wq, &x.vgpu[1]->engines[VGT_RCS].step);
	env_settle(x.env);
	record_read(&r);
	KUNIT_EXPECT_GE(test, record_flags(&r, VGT_RECORD_AHEAD), 1);
	record_end(&r);
	exec_end(&x);
}

/* The pin's level depends on events. */
static void record_line(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct record r;
	u32 val;

	record_begin(test, &r, false);
	KUNIT_EXPECT_EQ(test, vgt_vgpu_config_read(env->vgpu, 4, &val, 4, NULL), 0);
	record_read(&r);
	KUNIT_EXPECT_EQ(test, record_flags(&r, VGT_RECORD_LINE), 1);
	record_end(&r);
}

#ifndef __KERNEL__
/* Who listens with the lock of the display at hand. */
static struct vgt_vgpu *record_shown;
static u32 record_raised, record_waited, record_late_raised, record_late_now;

static void record_hears(struct vgt_record *rec, const struct vgt_record_item *item, void *buf)
{
	if (item->kind == VGT_RECORD_RAISED) {
		record_raised++;
		record_late_raised += !record_shown->display.lock.held;
	}
	if (item->kind == VGT_RECORD_BAR0_WRITE || item->kind == VGT_RECORD_BAR0_READ)
		record_waited = 0;
	if (item->kind == VGT_RECORD_NOW && record_shown->display.lock.held)
		record_late_now += !record_waited;
}

static void record_waits(struct vgt_record *rec, enum vgt_record_kind kind)
{
	record_late_now += record_shown->display.lock.held;
	record_waited = kind == VGT_RECORD_NOW;
}

/*
 * A vertical blank is in the record under the lock under which a flip is: which was first decides
 * what the guest is told. A replay lets it come before the flip takes that lock.
 */
static void record_vblank(struct kunit *test)
{
	static const struct vgt_record_ops ops = { .item = record_hears, .before = record_waits };
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record rec = { .ops = &ops };
	u32 i;

	record_shown = env->vgpu;
	record_raised = 0;
	record_late_raised = 0;
	record_late_now = 0;
	record_waited = 0;
	env_write(env, 0x60000, 2199u << 16 | 1919);
	env_write(env, 0x6000c, 1124u << 16 | 1079);
	env_write(env, 0x44404, ~(u32)(BIT(0) | BIT(3)));
	env_write(env, 0x4440c, BIT(0) | BIT(3));
	env_write(env, 0x44200, BIT(31));
	rcu_assign_pointer(env->vgpu->record, &rec);
	env_write(env, 0x70008, BIT(31));
	for (i = 0; i < 4; i++) {
		env_write(env, 0x7019c, 0x10000 * (i + 1));
		env_sleep_us(30000);
		env_write(env, 0x44408, ~0u);
		env_read(env, 0x701ac);
	}
	env_write(env, 0x70008, 0);
	rcu_assign_pointer(env->vgpu->record, NULL);
	KUNIT_EXPECT_GE(test, record_raised, 4);
	KUNIT_EXPECT_EQ(test, record_late_raised, 0);
	KUNIT_EXPECT_EQ(test, record_late_now, 0);
}
#endif

/* In a record, requests come one after the other; what was handed over before does not begin. */
static void record_follows(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	static const u32 noops[4];
	struct vgt_env_ctx ctx;
	struct record r;

	env_engine_on(env, VGT_RCS);
	env_ctx_init(env, &ctx, VGT_RCS, env_ppgtt(env));
	env_submit(env, &ctx, noops, 2);
	fake_gpu_start(&env->gpu, VGT_RCS);
	env_submit(env, &ctx, noops, 4);
	KUNIT_ASSERT_TRUE(test, env->gpu.engine[VGT_RCS].next);
	record_begin(test, &r, false);
	fake_gpu_finish(&env->gpu, VGT_RCS, 0);
	KUNIT_EXPECT_FALSE(test, env->gpu.engine[VGT_RCS].rq);
	env_settle(env);
	KUNIT_EXPECT_EQ(test, env_guest_words(env, VGT_RCS), 4);
	env_submit(env, &ctx, noops, 2);
	KUNIT_EXPECT_FALSE(test, env->gpu.engine[VGT_RCS].next);
	env_run(env, VGT_RCS);
	env_run(env, VGT_RCS);
	KUNIT_EXPECT_FALSE(test, env->gpu.engine[VGT_RCS].rq);
	record_end(&r);
}

static struct kunit_case record_cases[] = {
	KUNIT_CASE(record_packs),
	KUNIT_CASE(record_access),
	KUNIT_CASE(record_peeks),
	KUNIT_CASE(record_made_by),
	KUNIT_CASE(record_threads),
	KUNIT_CASE(record_place),
	KUNIT_CASE(record_edid),
	KUNIT_CASE(record_ahead),
	KUNIT_CASE(record_line),
#ifndef __KERNEL__
	KUNIT_CASE(record_vblank),
#endif
	KUNIT_CASE(record_attaches),
	KUNIT_CASE(record_loses),
	KUNIT_CASE(record_loses_memory),
#ifndef __KERNEL__
	KUNIT_CASE(record_late),
#endif
	KUNIT_CASE(record_memory),
	KUNIT_CASE(record_events),
	KUNIT_CASE(record_follows),
	{ }
};

static struct kunit_suite record_suite = {
	.name = "record",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = record_cases,
};

kunit_test_suite(record_suite);
