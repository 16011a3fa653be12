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
#include "log_types.h"
#include "recent_types.h"
#include "type.h"

struct vgt_device;
struct vgt_guest;
struct vgt_pace;
struct vgt_record;

/**
 * struct vgt_stats - counts of a vGPU's events since its creation
 * @mmio_reads: trapped reads of registers
 * @mmio_writes: trapped writes of registers
 * @ggtt_reads: trapped reads of GGTT entries
 * @ggtt_writes: trapped writes of GGTT entries
 * @ggtt_updates: GGTT entries shadowed
 * @ggtt_refused: GGTT entries refused: not the vGPU's own, or not to memory
 * @ppgtt_writes: trapped writes to page tables
 * @ppgtt_tables: page tables read
 * @ppgtt_updates: entries of page tables shadowed
 * @ppgtt_refused: entries of page tables refused: not to memory, to a table that cannot be
 *	shadowed, or for a page of 1 GiB
 * @submissions: execution lists submitted
 * @followed: requests that the hardware went on with by itself
 * @audit_refusals: commands refused
 * @regs_refused: register values refused
 * @hangs: engines stopped
 * @resets: engines reset by the guest
 *
 * The vGPU's lock protects them.
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
	u64 followed;
	u64 audit_refusals;
	u64 regs_refused;
	u64 hangs;
	u64 resets;
};

/**
 * struct vgt_vgpu - a virtual GPU
 * @dev: the device whose GPU it shares
 * @guest: the virtual machine it belongs to
 * @type: its type, with its sizes. Written under the device's lock, @life and @lock, while no
 *	guest has it open
 * @own: what @type points to once the administrator has changed a size
 * @id: its number, from 1 on
 * @shown: private to the listener
 * @record: the flight recorder, or NULL; written under @lock
 * @asleep: the device is frozen, and the GPU has no work of the vGPU; under the device's lock
 * @log: rate limits of messages about it; no lock is needed
 * @wq: runs its engines' steps one at a time, so that no other vGPU waits for them
 * @life: serialises start, stop, reset and destruction. Taken before @lock, and held while
 *	they wait for work in flight
 * @lock: protects all following members that do not say otherwise. Never held
 *	while waiting for the GPU. Long work drops it every few milliseconds: see
 *	pace.c
 * @stopped: submit nothing to the GPU; written under @life and @lock
 * @idle: woken after each step of an engine
 * @powered: the GPU stays powered for the vGPU; under @life
 * @stepping: number of workers in a step of an engine; they may have dropped the lock
 * @lost: the host's driver has given up the GPU, and that was logged
 * @slept: the guest has put the function into D3hot, and no engine was used since
 * @keep_ggtt: while the vGPU is stopped for a reset: keep the entries of the GGTT
 * @removals: number of removals of guest memory that go on: no work is prepared meanwhile
 * @pace: the pace of the lock's holder, or NULL
 * @memory: account of the host's memory that it uses
 * @host_ggtt: account of the host's part of the GGTT that it uses
 * @config: PCI configuration space
 * @mmio: registers
 * @irq: interrupts; they have a lock of their own
 * @fences: fence registers
 * @scratch: page to which entries lead that lead nowhere; see core/mem/scratch.c
 * @ggtt: global page table
 * @pins: guest memory that the GPU can access
 * @shadow: shadow page tables
 * @ppgtts: struct vgt_ppgtt, the most recently used first
 * @nppgtts: number of @ppgtts
 * @released: address spaces without references, to be freed
 * @release: free them; runs in @wq
 * @releasing: @release is running
 * @nap: timer that queues @release to look for @ppgtts that have not run for long
 * @switched: values of registers outside of contexts, per engine
 * @loads: a bit per register of @switched: commands of the engine's request that runs, or runs
 *	next, may load it, or the guest has set it since
 * @calls: those of @loads that commands of the ring may load, or batches that it calls. The others
 *	are loaded before, when the hardware takes the context up
 * @noted: likewise, of the request that was audited last: it may be ahead of its turn
 * @noted_calls: likewise
 * @sets: how often the guest has set one of @switched by MMIO; the engine's lock protects it
 * @engines: its engines
 * @ban: hangs that it caused, and whether it is held back
 * @cs_errors: when its work had invalid commands. A reset of the device does not forget them
 * @display: pipes, planes, ports and monitors
 * @stats: counts
 */
struct vgt_vgpu {
	struct vgt_device *dev;
	struct vgt_guest *guest;
	const struct vgt_type *type;
	struct vgt_type own;
	int id;
	void *shown;
	struct vgt_record __rcu *record;
	bool asleep;
	struct vgt_log log;
	struct workqueue_struct *wq;

	/* Serialises start, stop, reset and destruction: see above. */
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
	u32 removals;
	struct vgt_pace *pace;
	struct vgt_account memory;
	struct vgt_host_ggtt host_ggtt;

	struct vgt_config config;
	struct vgt_mmio mmio;
	struct vgt_irq irq;
	struct vgt_fences fences;
	struct vgt_gpu_page scratch;
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
	unsigned long *calls[VGT_NUM_ENGINES];
	unsigned long *noted[VGT_NUM_ENGINES];
	unsigned long *noted_calls[VGT_NUM_ENGINES];
	u32 sets[VGT_NUM_ENGINES];
	struct vgt_vengine engines[VGT_NUM_ENGINES];
	struct vgt_ban ban;
	struct vgt_recent cs_errors;
	struct vgt_display display;
	struct vgt_stats stats;
};

#endif
