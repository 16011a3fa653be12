// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flight recorder's ring. Any thread, and any interrupt, writes items; one reader takes them.
 * Where there is no room, items are lost, and the next one that finds room says how many. A record
 * with losses can be read, but not played.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "record.h"
#include "writer.h"

static void vgt_ring_put(struct vgt_record_writer *w, const void *buf, u32 len)
{
	u32 at = w->head & (w->size - 1);
	u32 first = min(len, w->size - at);

	if (!len)
		return;
	memcpy(w->ring + at, buf, first);
	memcpy(w->ring, buf + first, len - first);
	w->head += len;
}

static void vgt_ring_item(struct vgt_record_writer *w, const struct vgt_record_item *item,
			  const void *buf)
{
	static const u8 fill[8];

	vgt_ring_put(w, item, sizeof(*item));
	vgt_ring_put(w, buf, item->len);
	vgt_ring_put(w, fill, -item->len & 7);
}

static void vgt_ring_tell_lost(struct vgt_record_writer *w)
{
	struct vgt_record_item item = { .kind = VGT_RECORD_LOST, .key = w->lost };

	lockdep_assert_held(&w->lock);
	if (w->lost)
		vgt_ring_item(w, &item, NULL);
	w->lost = 0;
}

/* Before an item: what was lost, and the time if it is long since the last item. */
static void vgt_ring_catch_up(struct vgt_record_writer *w, u64 now)
{
	struct vgt_record_item item = { .kind = VGT_RECORD_TIME, .key = now };

	vgt_ring_tell_lost(w);
	if (now - w->last <= U32_MAX)
		return;
	vgt_ring_item(w, &item, NULL);
	w->last = now;
}

/* Once something is lost, wait until there is room for many items: losses are in one piece. */
static bool vgt_ring_has_room(const struct vgt_record_writer *w, u32 need)
{
	u32 room = w->size - (w->head - w->tail);

	return room >= (w->lost ? max(need, w->size / 4) : need);
}

/* Return false if it is lost. */
static bool vgt_ring_write(struct vgt_record_writer *w, struct vgt_record_item *item,
			   const void *buf)
{
	/* The item itself, and the two that vgt_ring_catch_up() may put before it. */
	u32 need = 3 * sizeof(*item) + round_up(item->len, 8);
	unsigned long flags;
	bool room;
	u64 now;

	spin_lock_irqsave(&w->lock, flags);
	room = vgt_ring_has_room(w, need);
	if (!room) {
		w->lost++;
		w->lost_all++;
	} else {
		/* Under the lock, so that the time never goes back. */
		now = ktime_get_ns();
		vgt_ring_catch_up(w, now);
		item->ns = now - w->last;
		w->last = now;
		vgt_ring_item(w, item, buf);
	}
	spin_unlock_irqrestore(&w->lock, flags);
	return room;
}

/**
 * vgt_record_write() - write an item
 * @w: the recorder
 * @kind: its kind
 * @key: its key
 * @buf: what is behind it
 * @len: bytes of that, at most U16_MAX
 */
void vgt_record_write(struct vgt_record_writer *w, enum vgt_record_kind kind, u64 key,
		      const void *buf, u32 len)
{
	struct vgt_record_item item = { .kind = kind, .key = key, .len = len };

	vgt_ring_write(w, &item, buf);
}

/* Whose contents the recorder knows still. One place for each hash: the later piece stays. */
static struct vgt_record_seen *vgt_record_seen(struct vgt_record_writer *w,
					       const struct vgt_record_item *item)
{
	u64 hash = (item->key ^ (u64)item->kind << 56) * 0x9e3779b97f4a7c15ull;

	return &w->seen[hash >> 40 & (VGT_RECORD_SEEN - 1)];
}

static bool vgt_record_is_same(struct vgt_record_writer *w, const struct vgt_record_item *item,
			       u64 hash)
{
	struct vgt_record_seen *seen = vgt_record_seen(w, item);
	bool same = seen->kind == item->kind && seen->key == item->key && seen->hash == hash;

	seen->kind = item->kind;
	seen->key = item->key;
	seen->hash = hash;
	return same;
}

/* The host's own memory is always in the record. */
static bool vgt_record_shows(const struct vgt_record_writer *w, enum vgt_record_kind kind)
{
	return w->memory || kind == VGT_RECORD_GOLDEN;
}

/*
 * Under the vGPU's lock, so that nobody else uses @copy and @packed. The guest may write to the
 * words at any time: they are read once. It does not know the hash's key, so it cannot make
 * contents that count as the same.
 */
static void vgt_record_pack_item(struct vgt_record_writer *w, struct vgt_record_item *item,
				 const void *words)
{
	const u32 *copy = memcpy(w->copy, words, item->len);
	u64 hash = siphash(copy, item->len, &w->key);

	if (vgt_record_is_same(w, item, hash)) {
		item->flags = VGT_RECORD_SAME;
		item->len = 0;
	} else if (vgt_record_shows(w, item->kind)) {
		item->flags = VGT_RECORD_PACKED;
		item->len = vgt_record_pack(copy, item->len / sizeof(u32), w->packed);
	} else {
		item->flags = VGT_RECORD_LEFT_OUT;
		item->len = 0;
	}
	/* Nothing can be the same as what is lost. */
	if (!vgt_ring_write(w, item, w->packed))
		vgt_record_seen(w, item)->kind = 0;
}

/**
 * vgt_record_write_words() - write memory
 * @w: the recorder; the lock of its vGPU is held
 * @kind: which memory
 * @key: its key, of the first piece
 * @words: the memory
 * @len: bytes of it, a multiple of 4
 */
void vgt_record_write_words(struct vgt_record_writer *w, enum vgt_record_kind kind, u64 key,
			    const void *words, u32 len)
{
	u32 n;

	for (; len; len -= n, words += n, key++) {
		struct vgt_record_item item = { .kind = kind, .key = key };

		n = min(len, VGT_RECORD_CHUNK);
		item.len = n;
		vgt_record_pack_item(w, &item, words);
	}
}

static void vgt_writer_item(struct vgt_record *rec, const struct vgt_record_item *from, void *buf)
{
	struct vgt_record_writer *w = container_of(rec, struct vgt_record_writer, rec);
	struct vgt_record_item item = *from;

	if (item.flags == VGT_RECORD_PACKED && item.kind > VGT_RECORD_STEP)
		vgt_record_pack_item(w, &item, buf);
	else
		vgt_ring_write(w, &item, buf);
}

/* No address of the kernel's is in the record. The vGPU's lock is held. */
static u8 vgt_writer_thread(struct vgt_record *rec, const void *by)
{
	struct vgt_record_writer *w = container_of(rec, struct vgt_record_writer, rec);
	u32 i, n = min_t(u32, w->nthreads, VGT_RECORD_THREADS);

	for (i = 0; i < n && w->threads[i] != by; i++)
		;
	if (i == n) {
		i = w->nthreads++ % VGT_RECORD_THREADS;
		w->threads[i] = by;
	}
	return i + 1;
}

static const struct vgt_record_ops vgt_writer_ops = {
	.item = vgt_writer_item,
	.thread = vgt_writer_thread,
};

/**
 * vgt_record_writer_create() - make a recorder
 * @size: bytes of its ring, from VGT_RECORD_RING_MIN to VGT_RECORD_RING_MAX, a power of 2
 * @memory: also record contents of memory
 * @made_by: of which vgt it is; stays
 *
 * Return: the recorder, of no vGPU; NULL if there is no memory.
 */
struct vgt_record_writer *vgt_record_writer_create(u32 size, bool memory, const char *made_by)
{
	struct vgt_record_writer *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return NULL;
	w->rec.ops = &vgt_writer_ops;
	w->memory = memory;
	w->made_by = made_by;
	mutex_init(&w->reader);
	spin_lock_init(&w->lock);
	w->size = size;
	w->ring = kvmalloc(size, GFP_KERNEL);
	w->seen = kvcalloc(VGT_RECORD_SEEN, sizeof(*w->seen), GFP_KERNEL);
	w->packed = kmalloc(VGT_RECORD_PACK_MAX, GFP_KERNEL);
	w->copy = kmalloc(VGT_RECORD_CHUNK, GFP_KERNEL);
	get_random_bytes(&w->key, sizeof(w->key));
	if (w->ring && w->seen && w->packed && w->copy)
		return w;
	vgt_record_writer_destroy(w);
	return NULL;
}

/**
 * vgt_record_writer_destroy() - free a recorder
 * @w: the recorder, of no vGPU
 */
void vgt_record_writer_destroy(struct vgt_record_writer *w)
{
	kvfree(w->ring);
	kvfree(w->seen);
	kfree(w->packed);
	kfree(w->copy);
	kfree(w);
}

/**
 * vgt_record_peek() - copy bytes out of the ring
 * @w: the recorder; one reader at a time
 * @buf: filled
 * @len: room in it; interrupts are off while it is filled
 *
 * They stay in the ring until vgt_record_skip().
 *
 * Return: how many bytes; 0 if there are none now.
 */
u32 vgt_record_peek(struct vgt_record_writer *w, void *buf, u32 len)
{
	unsigned long flags;
	u32 at, n;

	spin_lock_irqsave(&w->lock, flags);
	/* What was lost at the end is told, too. */
	if (w->head == w->tail)
		vgt_ring_tell_lost(w);
	at = w->tail & (w->size - 1);
	n = min(len, min(w->head - w->tail, w->size - at));
	memcpy(buf, w->ring + at, n);
	spin_unlock_irqrestore(&w->lock, flags);
	return n;
}

/**
 * vgt_record_skip() - take bytes out of the ring
 * @w: the recorder; one reader at a time
 * @len: how many, at most what vgt_record_peek() returned
 */
void vgt_record_skip(struct vgt_record_writer *w, u32 len)
{
	unsigned long flags;

	spin_lock_irqsave(&w->lock, flags);
	w->tail += len;
	spin_unlock_irqrestore(&w->lock, flags);
}
