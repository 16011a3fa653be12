/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_EXECLISTS_TYPES_H
#define VGT_CORE_EXECLISTS_TYPES_H

#include <linux/types.h>

/**
 * struct vgt_elem - an element of an execution list: one context to run
 * @lrca: GGTT address of the context image
 * @id: the context's id: the upper half of its descriptor
 * @mode: addressing mode of its PPGTT: enum vgt_ctx_mode
 */
struct vgt_elem {
	u32 lrca;
	u32 id;
	u8 mode;
};

/* Bits 3-4 of a context descriptor. */
enum vgt_ctx_mode {
	VGT_CTX_LEGACY_32B = 1,		/* 3-level page tables */
	VGT_CTX_LEGACY_64B = 3,		/* 4-level page tables */
};

#define VGT_EL_ELEMS	2

/**
 * struct vgt_elist - an execution list: the contexts of one submission
 * @elem: contexts in order
 * @count: number of contexts; 0 for an empty list
 */
struct vgt_elist {
	struct vgt_elem elem[VGT_EL_ELEMS];
	u8 count;
};

/**
 * struct vgt_execlists - the execlists front end of a vGPU's engine
 * @port: the words written to ELSP so far
 * @written: number of words in @port
 * @enabled: the guest has enabled execution lists (GFX_MODE)
 * @active: the list that runs, without the elements that are complete
 * @second: the second element of the submitted list runs
 * @next: the list that runs after @active
 * @csb_write: index of the last entry written to the context status buffer
 * @csb_read: the read pointer that the guest wrote
 * @csb: entries of the context status buffer, as MMIO reads show them
 *
 * The vGPU's lock protects it.
 */
struct vgt_execlists {
	u32 port[4];
	u8 written;
	bool enabled;
	struct vgt_elist active;
	bool second;
	struct vgt_elist next;
	u8 csb_write;
	u8 csb_read;
	struct {
		u32 status;
		u32 id;
	} csb[6];
};

#endif
