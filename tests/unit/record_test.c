// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flight recorder: what it writes of what goes into a vGPU and out of it, what it leaves out,
 * and what it says of losses. tests/replay plays records.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/entry.h"
#include "core/record/record.h"
#include "core/record/writer.h"
#include "env.h"

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
	r->w = vgt_record_writer_create(RING, memory);
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
		n = vgt_record_read(r->w, r->bytes + r->size, min(RING - r->size, 1000u));
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
	KUNIT_EXPECT_TRUE(test, item.key == VGT_RECORD_MAGIC);
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

/* While nobody records, and after somebody did, nothing listens. */
static void record_attaches(struct kunit *test)
{
	struct vgt_env *env = vgt_env_get(test);
	struct vgt_record_writer *other = vgt_record_writer_create(RING, false);
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

static struct kunit_case record_cases[] = {
	KUNIT_CASE(record_packs),
	KUNIT_CASE(record_access),
	KUNIT_CASE(record_attaches),
	KUNIT_CASE(record_loses),
	KUNIT_CASE(record_loses_memory),
#ifndef __KERNEL__
	KUNIT_CASE(record_late),
#endif
	KUNIT_CASE(record_memory),
	KUNIT_CASE(record_events),
	{ }
};

static struct kunit_suite record_suite = {
	.name = "record",
	.init = vgt_env_suite_init,
	.exit = vgt_env_suite_exit,
	.test_cases = record_cases,
};

kunit_test_suite(record_suite);
