/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A driver for the tests: it sees the device as the client of the model does,
 * through its regions, its memory and its interrupt, and drives it as a kernel
 * driver drives hardware.
 */
#ifndef GPU_MODEL_TEST_DRIVER_H
#define GPU_MODEL_TEST_DRIVER_H

#include "cs/cs_regs.h"
#include "cs/engine.h"
#include "tests/test.h"
#include "vfio/regions.h"

#define RAM_GPA		0x40000000ull
#define RAM_SIZE	(32u << 20)

/**
 * struct driver - a device with memory, initialized
 * @gpu: the device, for what only tests look at (counters, anomalies)
 * @pci: its regions
 * @ram: guest memory, RAM_SIZE bytes from RAM_GPA
 * @ram_fd: file behind it
 * @ram_used: bytes handed out
 * @ggtt_used: pages of the global GTT handed out
 * @msi_fd: event file of the interrupt
 * @hwsp: hardware status page of each engine
 * @csb_read: next status to read, per engine
 */
struct driver {
	struct gpu *gpu;
	struct pci_device pci;
	u8 *ram;
	int ram_fd;
	u64 ram_used;
	u32 ggtt_used;
	int msi_fd;
	u64 hwsp[ENGINE_COUNT];
	u32 csb_read[ENGINE_COUNT];
};

/** driver_resume() - forcewake, interrupts and engines, after the registers were lost */
void driver_resume(struct driver *d);

/** driver_create() - a skl-gt2 with forcewake held and all engines enabled */
struct driver *driver_create(void);
struct driver *driver_create_device(const char *device);
void driver_destroy(struct driver *d);

/** driver_commands_seen() - commands executed by all devices so far, by number */
u64 driver_commands_seen(u32 number);

/* Registers. */
u32 rd(struct driver *d, u32 reg);
void wr(struct driver *d, u32 reg, u32 val);

/* Memory: zeroed, page aligned or better. */
u64 ram_alloc(struct driver *d, u32 bytes, u32 align);
void *ram_at(struct driver *d, u64 gpa);

/** ggtt_map() - map pages at the next free address of the global GTT */
u32 ggtt_map(struct driver *d, u64 gpa, u32 bytes);

/** ggtt_set() - write one entry and flush */
void ggtt_set(struct driver *d, u32 va, u64 entry);

/** engine_enable() - status page, run list, interrupts: as after a reset */
void engine_enable(struct driver *d, enum engine_id id);

/** msi_take() - MSIs since the last call */
u64 msi_take(struct driver *d);

/** engine_stats_of() - counters of an engine, as they are now */
struct engine_stats engine_stats_of(struct driver *d, enum engine_id id);

/** anomalies_of() - how often a kind was reported */
u64 anomalies_of(struct driver *d, enum anomaly_kind kind);

/** expect_no_anomalies() - fails the test if any was reported */
void expect_no_anomalies(struct driver *d);

/* ---- buffers and contexts ---- */

/**
 * struct buffer - memory that the device sees
 * @cpu: for the processor
 * @gpa: guest-physical
 * @ggtt: address in the global GTT
 */
struct buffer {
	u32 *cpu;
	u64 gpa;
	u32 ggtt;
	u32 bytes;
};

struct buffer buffer_create(struct driver *d, u32 bytes);

#define RING_BYTES	(4 * PAGE_SIZE)

/**
 * struct context - a logical ring context
 * @engine: where it runs
 * @id: upper half of its descriptor
 * @lrca: lower half, without flags
 * @state: register state in its image
 * @ring: ring buffer
 * @tail: where the next command goes
 * @four_level: PPGTT of 48 bits
 * @root: page map level 4, or the four page directories
 */
struct context {
	struct driver *d;
	enum engine_id engine;
	u32 id;
	u32 lrca;
	u32 *state;
	struct buffer image;
	struct buffer ring;
	u32 tail;
	bool four_level;
	u64 root[4];
};

/* Index of values in the register state. */
#define STATE_CONTROL		3
#define STATE_HEAD		5
#define STATE_TAIL		7
#define STATE_START		9
#define STATE_RING_CTL		11
#define STATE_PER_CTX		25
#define STATE_INDIRECT		27
#define STATE_INDIRECT_OFFSET	29
#define STATE_TIMESTAMP		35
#define STATE_PDP3_UDW		37

struct context context_create(struct driver *d, enum engine_id engine, u32 id);
struct context context_create_3level(struct driver *d, enum engine_id engine, u32 id);

u64 context_descriptor(const struct context *c);

/** ppgtt_map() - @bytes in pages of 4 KiB, or in one of 64 KiB or 2 MiB */
void ppgtt_map(struct context *c, u64 va, u64 gpa, u32 bytes);
void ppgtt_map_64k(struct context *c, u64 va, u64 gpa);
void ppgtt_map_2m(struct context *c, u64 va, u64 gpa);

/** ppgtt_entry() - the PTE for @va, whose tables exist */
u64 *ppgtt_entry(struct context *c, u64 va);

/** emit() - one dword into the ring */
void emit(struct context *c, u32 dw);
void emit_n(struct context *c, const u32 *dw, u32 n);
#define EMIT(c, ...) do {						\
	const u32 dw_[] = { __VA_ARGS__ };				\
									\
	emit_n(c, dw_, ARRAY_SIZE(dw_));				\
} while (0)

/** context_flush() - tell the image how far the ring is filled, not the device */
void context_flush(struct context *c);

/** elsp_submit() - one or two contexts; @second may be NULL */
void elsp_submit(struct context *first, struct context *second);

/** elsp_write() - raw descriptors */
void elsp_write(struct driver *d, enum engine_id id, u64 desc0, u64 desc1);

struct csb_event {
	u32 status;
	u32 id;
};

/** csb_next() - wait for the next status; false after two seconds */
bool csb_next(struct driver *d, enum engine_id id, struct csb_event *ev);

/** expect_csb() - wait for a status and compare it */
void expect_csb_at(struct driver *d, enum engine_id engine, u32 status, u32 id, int line);
#define expect_csb(d, engine, status, id) expect_csb_at(d, engine, status, id, __LINE__)

/** context_run() - submit alone and wait until the engine is idle; false if it is not */
bool context_run(struct context *c);

/** context_run_batch() - run a batch at a PPGTT or GGTT address by way of the ring */
bool context_run_batch(struct context *c, u64 va, bool ppgtt);

/* ---- the usual arrangement: one context, some memory ---- */

#define RIG_OUT		0x100000u	/* PPGTT address of @out */
#define RIG_BATCH	0x800000u	/* PPGTT address of @batch */

/**
 * struct rig - a context with memory in its PPGTT
 * @out: for results, 4 pages
 * @batch: for commands, 4 pages
 */
struct rig {
	struct driver *d;
	struct context c;
	struct buffer out;
	struct buffer batch;
};

struct rig rig_create(enum engine_id engine);
struct rig rig_create_device(const char *device, enum engine_id engine);
void rig_destroy(struct rig *r);

/** rig_batch() - run commands in a batch: PPGTT, without privilege, or GGTT, with it */
bool rig_batch(struct rig *r, bool privileged, const u32 *code, u32 n);
#define RUN(r, privileged, ...) do {					\
	const u32 code_[] = { __VA_ARGS__ };				\
									\
	EXPECT(rig_batch(r, privileged, code_, ARRAY_SIZE(code_)));	\
} while (0)

/** wait_hang() - wait until an engine hangs */
bool wait_hang(struct driver *d, enum engine_id id);

/** wait_value() - wait until a dword in guest memory has a value */
bool wait_value(const u32 *at, u32 val);

/** dword_at() - a dword that the device may write at any time */
static inline u32 dword_at(const u32 *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

/* Commands. */
#define MI(op)			((u32)(op) << 23)
#define MI_NOOP			MI(0x00)
#define MI_SET_PREDICATE	MI(0x01)
#define MI_USER_INTERRUPT	MI(0x02)
#define MI_WAIT_FOR_EVENT	MI(0x03)
#define MI_ARB_CHECK		MI(0x05)
#define MI_REPORT_HEAD		MI(0x07)
#define MI_ARB_ON_OFF		MI(0x08)
#define MI_BATCH_BUFFER_END	MI(0x0a)
#define MI_PREDICATE		MI(0x0c)
#define MI_MATH(n)		(MI(0x1a) | ((n) - 1))
#define MI_SEMAPHORE_SIGNAL	(MI(0x1b) | 0)
#define MI_SEMAPHORE_WAIT	(MI(0x1c) | 2)
#define   SEMAPHORE_POLL	BIT(15)
#define   SEMAPHORE_GGTT	BIT(22)
#define MI_STORE_DATA_IMM	(MI(0x20) | 2)
#define MI_STORE_DATA_IMM64	(MI(0x20) | BIT(21) | 3)
#define MI_STORE_DATA_INDEX	(MI(0x21) | 1)
#define MI_LOAD_REGISTER_IMM(n)	(MI(0x22) | (2 * (n) - 1))
#define MI_UPDATE_GTT		(MI(0x23) | 2)
#define MI_STORE_REGISTER_MEM	(MI(0x24) | 2)
#define MI_FLUSH_DW		(MI(0x26) | 2)
#define MI_LOAD_REGISTER_MEM	(MI(0x29) | 2)
#define MI_LOAD_REGISTER_REG	(MI(0x2a) | 1)
#define MI_COPY_MEM_MEM		(MI(0x2e) | 3)
#define MI_ATOMIC		(MI(0x2f) | 1)
#define MI_BATCH_BUFFER_START	(MI(0x31) | 1)
#define   BATCH_PPGTT		BIT(8)
#define   BATCH_SECOND_LEVEL	BIT(22)
#define MI_CONDITIONAL_END	(MI(0x36) | 2)
#define MI_USE_GGTT		BIT(22)
#define PIPE_CONTROL		(3u << 29 | 3u << 27 | 2u << 24 | 4)

#endif /* GPU_MODEL_TEST_DRIVER_H */
