/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_RECORD_TYPES_H
#define VGT_CORE_RECORD_TYPES_H

#include <linux/types.h>

#include "format.h"

struct vgt_record;

/**
 * struct vgt_record_ops - what listens to the core: the recorder, or what plays a record
 * @item: something went in or out. @buf may be changed for a kind of the class
 *	VGT_RECORD_INPUT: then the core goes on with that. Any context
 * @before: an item of this kind comes next, and the lock that gives it its place is not taken yet.
 *	NULL, or may let others run
 * @keeps: tells whether the section keeps the vGPU's lock at the check with this number, counted
 *	from 1. NULL: the time tells
 * @thread: gets a number for a thread, from 1 on. NULL: none is needed
 */
struct vgt_record_ops {
	void (*item)(struct vgt_record *rec, const struct vgt_record_item *item, void *buf);
	void (*before)(struct vgt_record *rec, enum vgt_record_kind kind);
	bool (*keeps)(struct vgt_record *rec, u32 checks);
	u8 (*thread)(struct vgt_record *rec, const void *by);
};

/**
 * struct vgt_record - a listener of a vGPU
 * @ops: its functions
 * @open: the holder of the vGPU's lock is in a section that began with an item. Under that lock
 */
struct vgt_record {
	const struct vgt_record_ops *ops;
	bool open;
};

#endif
