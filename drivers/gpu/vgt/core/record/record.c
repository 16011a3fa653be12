// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tell who listens to a vGPU what goes into the core and out of it: see record.h.
 */
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "record.h"

static void vgt_record_tell(struct vgt_record *rec, const struct vgt_record_item *item, void *buf)
{
	rec->ops->item(rec, item, buf);
}

/*
 * RCU: who listens may go at any time, and then waits until nobody is here. Nothing here sleeps
 * while a guest runs. A replay has one thread.
 */
static void vgt_record_send(struct vgt_vgpu *vgpu, const struct vgt_record_item *item, void *buf,
			    bool section)
{
	struct vgt_record *rec;

	rcu_read_lock();
	rec = rcu_dereference(vgpu->record);
	if (rec && (!section || rec->open))
		vgt_record_tell(rec, item, buf);
	rcu_read_unlock();
}

/**
 * vgt_record_put() - see vgt_record_io()
 * @vgpu: the vGPU; its lock is held
 * @kind: what
 * @key: its key
 * @buf: what is behind it
 * @len: bytes of that
 */
void vgt_record_put(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key, void *buf,
		    u32 len)
{
	const struct vgt_record_item item = { .kind = kind, .key = key, .len = len };

	lockdep_assert_held(&vgpu->lock);
	vgt_record_send(vgpu, &item, buf, true);
}

/**
 * vgt_record_put_event() - see vgt_record_event()
 * @vgpu: the vGPU
 * @kind: what
 * @key: its key
 * @buf: what is behind it
 * @len: bytes of that
 */
void vgt_record_put_event(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key, void *buf,
			  u32 len)
{
	const struct vgt_record_item item = { .kind = kind, .key = key, .len = len };

	vgt_record_send(vgpu, &item, buf, false);
}

/**
 * vgt_record_put_words() - see vgt_record_words()
 * @vgpu: the vGPU; its lock is held
 * @kind: which memory
 * @key: its key, of the first page
 * @words: the memory
 * @len: bytes of it
 */
void vgt_record_put_words(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key, void *words,
			  u32 len)
{
	struct vgt_record_item item = { .kind = kind, .key = key, .flags = VGT_RECORD_PACKED };
	u32 n;

	lockdep_assert_held(&vgpu->lock);
	for (; len; len -= n, words += n, item.key++) {
		n = min(len, VGT_RECORD_CHUNK);
		item.len = n;
		vgt_record_send(vgpu, &item, words, true);
	}
}

/**
 * vgt_record_open() - see vgt_record_enter()
 * @vgpu: the vGPU; its lock is held
 * @kind: who
 * @by: the thread, or NULL
 * @key: the item's key
 * @buf: what is behind it
 * @len: bytes of that
 */
void vgt_record_open(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, const void *by, u64 key,
		     const void *buf, u32 len)
{
	struct vgt_record_item item = { .kind = kind, .key = key, .len = len };
	struct vgt_record *rec;

	lockdep_assert_held(&vgpu->lock);
	rcu_read_lock();
	rec = rcu_dereference(vgpu->record);
	if (rec) {
		rec->open = true;
		if (by && rec->ops->thread)
			item.flags = rec->ops->thread(rec, by);
		vgt_record_tell(rec, &item, (void *)buf);
	}
	rcu_read_unlock();
}

/**
 * vgt_record_close() - see vgt_record_leave()
 * @vgpu: the vGPU; its lock is held
 * @value: what the guest gets
 * @ret: what the function returns
 */
void vgt_record_close(struct vgt_vgpu *vgpu, u64 value, int ret)
{
	s32 error = ret;
	const struct vgt_record_item item = {
		.kind = VGT_RECORD_LEAVE, .key = value, .len = ret ? sizeof(error) : 0,
	};
	struct vgt_record *rec;

	lockdep_assert_held(&vgpu->lock);
	rcu_read_lock();
	rec = rcu_dereference(vgpu->record);
	if (rec && rec->open) {
		vgt_record_tell(rec, &item, &error);
		rec->open = false;
	}
	rcu_read_unlock();
}

/**
 * vgt_record_wait() - see vgt_record_before()
 * @vgpu: the vGPU; its lock is held
 * @kind: the item that comes next
 */
void vgt_record_wait(struct vgt_vgpu *vgpu, enum vgt_record_kind kind)
{
	struct vgt_record *rec;

	lockdep_assert_held(&vgpu->lock);
	rcu_read_lock();
	rec = rcu_dereference(vgpu->record);
	if (rec && rec->open && rec->ops->before)
		rec->ops->before(rec, kind);
	rcu_read_unlock();
}

/**
 * vgt_record_yield_slow() - see vgt_record_yield()
 * @vgpu: the vGPU; its lock is held
 * @checks: how often the section has asked
 *
 * Return: whether the section is in the record.
 */
bool vgt_record_yield_slow(struct vgt_vgpu *vgpu, u32 checks)
{
	struct vgt_record *rec;
	bool open = false;

	lockdep_assert_held(&vgpu->lock);
	vgt_record_put(vgpu, VGT_RECORD_YIELD, checks, NULL, 0);
	rcu_read_lock();
	rec = rcu_dereference(vgpu->record);
	if (rec) {
		open = rec->open;
		rec->open = false;
	}
	rcu_read_unlock();
	return open;
}

/**
 * vgt_record_resume_slow() - see vgt_record_resume()
 * @vgpu: the vGPU; its lock is held
 */
void vgt_record_resume_slow(struct vgt_vgpu *vgpu)
{
	struct vgt_record *rec;

	lockdep_assert_held(&vgpu->lock);
	rcu_read_lock();
	rec = rcu_dereference(vgpu->record);
	if (rec)
		rec->open = true;
	rcu_read_unlock();
	vgt_record_put(vgpu, VGT_RECORD_RESUME, 0, NULL, 0);
}

/**
 * vgt_record_keeps_slow() - see vgt_record_keeps()
 * @vgpu: the vGPU; its lock is held
 * @checks: how often the section has asked
 * @keeps: what the time says
 */
bool vgt_record_keeps_slow(struct vgt_vgpu *vgpu, u32 checks, bool keeps)
{
	struct vgt_record *rec;

	lockdep_assert_held(&vgpu->lock);
	rcu_read_lock();
	rec = rcu_dereference(vgpu->record);
	if (rec && rec->open && rec->ops->keeps)
		keeps = rec->ops->keeps(rec, checks);
	rcu_read_unlock();
	return keeps;
}

/**
 * vgt_record_hash() - a number that stands for contents
 * @buf: the contents
 * @len: bytes of them
 *
 * Two that differ have the same number once in 2^64, unless somebody makes them so.
 */
u64 vgt_record_hash(const void *buf, u32 len)
{
	u64 hash = 0x9e3779b97f4a7c15ull + len, word;
	const u8 *at = buf;

	for (; len >= sizeof(word); len -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = (hash ^ word) * 0xff51afd7ed558ccdull;
		hash ^= hash >> 29;
	}
	word = 0;
	memcpy(&word, at, len);
	hash = (hash ^ word) * 0xff51afd7ed558ccdull;
	return hash ^ hash >> 32;
}
