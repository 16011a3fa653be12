/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_VGPU_TYPES_H
#define VGT_CORE_VGPU_TYPES_H

#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "core/display/display_types.h"
#include "core/exec/cs_error_types.h"
#include "core/exec/vengine_types.h"
#include "core/mem/account_types.h"
#include "core/mem/fence_types.h"
#include "core/mem/ggtt_types.h"
#include "core/mem/pin_types.h"
#include "core/mem/shadow_page_types.h"
#include "core/regs/config_space_types.h"
#include "core/regs/irq_types.h"
#include "core/regs/store_types.h"
#include "core/sched/ban_types.h"
#include "engine.h"

struct vgt_device;
struct vgt_guest;
struct vgt_pace;
struct vgt_type;

/**
 * struct vgt_stats - what happened to a vGPU since it was made
 * @mmio_reads: trapped reads of registers
 * @mmio_writes: trapped writes of registers
 * @ggtt_reads: trapped reads of GGTT entries
 * @ggtt_writes: trapped writes of GGTT entries
 * @ggtt_updates: GGTT entries taken over
 * @ggtt_refused: GGTT entries that were not: not its own, or to no memory
 * @ppgtt_writes: trapped writes to page tables
 * @ppgtt_tables: page tables read
 * @ppgtt_updates: entries of page tables taken over
 * @ppgtt_refused: those that were not: to no memory, to a table that cannot be shadowed, 1 GiB
 * @submissions: execution lists submitted
 * @audit_refusals: commands refused
 * @regs_refused: register values refused
 * @hangs: engines stopped
 * @resets: engines reset by the guest
 *
 * Under the vGPU's lock.
 */
struct vgt_stats {
	u64 mmio_reads;
	u64 mmio_writes;
	u64 ggtt_reads;
	u64 ggtt_writes;
	u64 ggtt_updates;
	u64 ggtt_refused;
	u64 ppgtt_writes;
	u64 ppgtt_tables;
	u64 ppgtt_updates;
	u64 ppgtt_refused;
	u64 submissions;
	u64 audit_refusals;
	u64 regs_refused;
	u64 hangs;
	u64 resets;
};

/**
 * struct vgt_vgpu - a virtual GPU
 * @dev: the device whose GPU it shares
 * @guest: the virtual machine it belongs to
 * @type: what it was created as
 * @id: from 1 on
 * @shown: the listener's own
 * @asleep: the device is frozen, and nothing of it is with the GPU; under the device's lock
 * @wq: where its engines' steps run, one at a time: no other vGPU waits for them
 * @life: start, stop, reset and the end are one after the other. Taken before @lock, and
 *	held while they wait for what is in flight
 * @lock: protects all that follows, but for what says otherwise. Never held
 *	while waiting for the GPU, and let go of every few ms by what takes long: see
 *	pace.c
 * @stopped: nothing is given to the GPU any more; written under @life, too
 * @idle: woken whenever a step of an engine has ended
 * @powered: the GPU keeps its power for it; under @life
 * @stepping: a worker is in a step of an engine; the lock may be free meanwhile
 * @lost: the log has told that the host's driver has given up the GPU
 * @slept: the guest has put the function into D3hot, and no engine was used since
 * @keep_ggtt: while it is stopped for a reset: the entries of the GGTT outlive that
 * @pace: of who holds the lock
 * @memory: of the host, that it has
 * @config: PCI configuration space
 * @mmio: registers
 * @irq: interrupts; has a lock of its own
 * @fences: fence registers
 * @ggtt: global page table
 * @pins: guest memory that the GPU can reach
 * @shadow: shadow page tables
 * @ppgtts: struct vgt_ppgtt, the one used last first
 * @nppgtts: how many
 * @released: those that nobody holds any more
 * @release: frees them, in @wq
 * @releasing: it does
 * @nap: has it look for those of @ppgtts that have not run for long
 * @switched: values of registers outside of contexts, per engine
 * @loads: a bit per register of @switched: commands of the request of that engine that
 *	was looked at last may load it
 * @engines: its engines
 * @ban: whether it is held back
 * @cs_errors: how often its work had invalid commands
 * @display: pipes, planes, ports and monitors
 * @stats: counts
 */
struct vgt_vgpu {
	struct vgt_device *dev;
	struct vgt_guest *guest;
	const struct vgt_type *type;
	int id;
	void *shown;
	bool asleep;
	struct workqueue_struct *wq;

	/* Beginnings and ends are one after the other: see above. */
	struct mutex life;
	/* Protects what follows: see above. */
	struct mutex lock;
	bool stopped;
	wait_queue_head_t idle;
	bool powered;
	u32 stepping;
	bool lost;
	bool slept;
	bool keep_ggtt;
	struct vgt_pace *pace;
	struct vgt_account memory;

	struct vgt_config config;
	struct vgt_mmio mmio;
	struct vgt_irq irq;
	struct vgt_fences fences;
	struct vgt_ggtt ggtt;
	struct vgt_pins pins;
	struct vgt_shadow shadow;
	struct list_head ppgtts;
	u32 nppgtts;
	struct list_head released;
	struct work_struct release;
	bool releasing;
	struct hrtimer nap;
	u32 *switched[VGT_NUM_ENGINES];
	unsigned long *loads[VGT_NUM_ENGINES];
	struct vgt_vengine engines[VGT_NUM_ENGINES];
	struct vgt_ban ban;
	struct vgt_cs_errors cs_errors;
	struct vgt_display display;
	struct vgt_stats stats;
};

#endif
