/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tell the flight recorder of a vGPU what goes into the core and out of it. While nobody records,
 * each of these functions is one test of a pointer.
 *
 * tools/vgt-replay plays a record: it listens, too, and hands the core what the record has.
 */
#ifndef VGT_CORE_RECORD_H
#define VGT_CORE_RECORD_H

#include <linux/compiler.h>
#include <linux/ktime.h>
#include <linux/rcupdate.h>

#include "core/gpu_port.h"
#include "core/vgpu_types.h"
#include "record_types.h"

void vgt_record_put(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key, void *buf,
		    u32 len);
void vgt_record_put_event(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key, void *buf,
			  u32 len);
void vgt_record_put_words(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key, void *words,
			  u32 len);
void vgt_record_open(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, const void *by, u64 key,
		     const void *buf, u32 len);
void vgt_record_close(struct vgt_vgpu *vgpu, u64 value, int ret);
void vgt_record_wait(struct vgt_vgpu *vgpu, enum vgt_record_kind kind);
bool vgt_record_yield_slow(struct vgt_vgpu *vgpu, u32 checks);
void vgt_record_resume_slow(struct vgt_vgpu *vgpu);
bool vgt_record_keeps_slow(struct vgt_vgpu *vgpu, u32 checks, bool keeps);
void vgt_record_place(struct vgt_vgpu *vgpu, bool whole);
u64 vgt_record_hash(const void *buf, u32 len);

static inline bool vgt_record_on(const struct vgt_vgpu *vgpu)
{
	return unlikely(rcu_access_pointer(vgpu->record));
}

/**
 * vgt_record_enter() - a section begins: somebody has entered the core
 * @vgpu: the vGPU, whose lock was just taken
 * @kind: who, of the class VGT_RECORD_ENTRY
 * @by: the thread, if the core compares it; else NULL
 * @key: see VGT_RECORD_KINDS()
 * @buf: likewise
 * @len: bytes of it
 */
static inline void vgt_record_enter(struct vgt_vgpu *vgpu, enum vgt_record_kind kind,
				    const void *by, u64 key, const void *buf, u32 len)
{
	if (vgt_record_on(vgpu))
		vgt_record_open(vgpu, kind, by, key, buf, len);
}

/**
 * vgt_record_leave() - the section is over
 * @vgpu: the vGPU, whose lock is about to be released
 * @value: what the guest gets
 * @ret: what the function returns
 */
static inline void vgt_record_leave(struct vgt_vgpu *vgpu, u64 value, int ret)
{
	if (vgt_record_on(vgpu))
		vgt_record_close(vgpu, value, ret);
}

/**
 * vgt_record_io() - something went into the core, or out of it, in a section
 * @vgpu: the vGPU; its lock is held
 * @kind: what, of the class VGT_RECORD_INPUT or VGT_RECORD_OUTPUT
 * @key: see VGT_RECORD_KINDS()
 * @buf: likewise; an input may be changed
 * @len: bytes of it
 */
static inline void vgt_record_io(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key,
				 void *buf, u32 len)
{
	if (vgt_record_on(vgpu))
		vgt_record_put(vgpu, kind, key, buf, len);
}

/**
 * vgt_record_number() - like vgt_record_io(), for an output with a number
 * @vgpu: the vGPU; its lock is held
 * @kind: what
 * @key: see VGT_RECORD_KINDS()
 * @val: the number
 */
static inline void vgt_record_number(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key,
				     u64 val)
{
	if (vgt_record_on(vgpu))
		vgt_record_put(vgpu, kind, key, &val, sizeof(val));
}

/**
 * vgt_record_words() - memory that the core is about to read, or has read
 * @vgpu: the vGPU; its lock is held
 * @kind: which memory
 * @key: see VGT_RECORD_KINDS()
 * @words: the memory; may be changed
 * @len: bytes, a multiple of 4
 */
static inline void vgt_record_words(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key,
				    void *words, u32 len)
{
	if (vgt_record_on(vgpu))
		vgt_record_put_words(vgpu, kind, key, words, len);
}

/**
 * vgt_record_event() - something happened outside of sections
 * @vgpu: the vGPU
 * @kind: what, of the class VGT_RECORD_ASYNC; or an output that is done without the vGPU's lock
 * @key: see VGT_RECORD_KINDS()
 * @buf: likewise
 * @len: bytes of it
 *
 * Any context. Call it under the lock that makes the event visible to sections.
 */
static inline void vgt_record_event(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key,
				    void *buf, u32 len)
{
	if (vgt_record_on(vgpu))
		vgt_record_put_event(vgpu, kind, key, buf, len);
}

/**
 * vgt_record_before() - a section is about to take a lock that events take, too
 * @vgpu: the vGPU; its lock is held
 * @kind: the item that vgt_record_io() is called for with that lock
 */
static inline void vgt_record_before(struct vgt_vgpu *vgpu, enum vgt_record_kind kind)
{
	if (vgt_record_on(vgpu))
		vgt_record_wait(vgpu, kind);
}

/**
 * vgt_record_point() - a section holds a lock that events take, too
 * @vgpu: the vGPU; vgt_record_before() was called with VGT_RECORD_POINT
 */
static inline void vgt_record_point(struct vgt_vgpu *vgpu)
{
	if (vgt_record_on(vgpu))
		vgt_record_put(vgpu, VGT_RECORD_POINT, 0, NULL, 0);
}

/**
 * vgt_record_now() - read the clock in a section
 * @vgpu: the vGPU; its lock is held
 */
static inline ktime_t vgt_record_now(struct vgt_vgpu *vgpu)
{
	ktime_t now = ktime_get();

	vgt_record_io(vgpu, VGT_RECORD_NOW, 0, &now, sizeof(now));
	return now;
}

/**
 * vgt_record_flag() - a condition that events, or other vGPUs, change
 * @vgpu: the vGPU; its lock is held
 * @which: enum vgt_record_flag_id
 * @flag: the condition
 *
 * Return: the same; in a replay, what it was.
 */
static inline bool vgt_record_flag(struct vgt_vgpu *vgpu, u32 which, bool flag)
{
	u8 val = flag;

	vgt_record_io(vgpu, VGT_RECORD_FLAG, which, &val, sizeof(val));
	return val;
}

/**
 * vgt_record_result() - what a function of a port returns
 * @vgpu: the vGPU; its lock is held
 * @kind: which function
 * @key: see VGT_RECORD_KINDS()
 * @ret: the result
 *
 * Return: the same; in a replay, what it was.
 */
static inline int vgt_record_result(struct vgt_vgpu *vgpu, enum vgt_record_kind kind, u64 key,
				    int ret)
{
	s64 result = ret;

	vgt_record_io(vgpu, kind, key, &result, sizeof(result));
	return result;
}

/**
 * vgt_record_page() - a page from the GPU port
 * @vgpu: the vGPU; its lock is held
 * @page: the page; its address may be changed
 * @low: an address below 4 GiB was preferred
 * @ret: what the port returns
 *
 * Return: the same; in a replay, what it was.
 */
static inline int vgt_record_page(struct vgt_vgpu *vgpu, struct vgt_gpu_page *page, bool low,
				  int ret)
{
	s64 result[2] = { ret, ret ? 0 : page->dma };

	if (!vgt_record_on(vgpu))
		return ret;
	vgt_record_put(vgpu, VGT_RECORD_PAGE, low, result, sizeof(result));
	page->dma = result[1];
	return result[0];
}

/**
 * vgt_record_yield() - a section is about to release the vGPU's lock for a moment
 * @vgpu: the vGPU; its lock is held
 * @checks: how often it has asked whether it keeps it
 *
 * Return: for vgt_record_resume().
 */
static inline bool vgt_record_yield(struct vgt_vgpu *vgpu, u32 checks)
{
	return vgt_record_on(vgpu) && vgt_record_yield_slow(vgpu, checks);
}

/**
 * vgt_record_resume() - the section has the lock again
 * @vgpu: the vGPU; its lock is held
 * @was_open: what vgt_record_yield() has returned
 */
static inline void vgt_record_resume(struct vgt_vgpu *vgpu, bool was_open)
{
	if (was_open && vgt_record_on(vgpu))
		vgt_record_resume_slow(vgpu);
}

/**
 * vgt_record_keeps() - does the section keep the vGPU's lock?
 * @vgpu: the vGPU; its lock is held
 * @checks: how often it has asked
 * @keeps: what the time says
 */
static inline bool vgt_record_keeps(struct vgt_vgpu *vgpu, u32 checks, bool keeps)
{
	return vgt_record_on(vgpu) ? vgt_record_keeps_slow(vgpu, checks, keeps) : keeps;
}

#endif
