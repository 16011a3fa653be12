/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file of the flight recorder: what went into the core and out of it for one vGPU.
 *
 * A file is a list of items. Each is a struct vgt_record_item with @len bytes behind it, filled up
 * to a multiple of 8. All numbers are little-endian, as on all machines that have such a GPU. The
 * first item is VGT_RECORD_FILE; the state that the vGPU had when the record began follows.
 *
 * The order of items is the order in which things happened: an item is numbered under the lock
 * under which the core acts. See "Flight recorder" in Documentation/architecture.md.
 */
#ifndef VGT_CORE_RECORD_FORMAT_H
#define VGT_CORE_RECORD_FORMAT_H

#include <linux/bits.h>
#include <linux/types.h>

/* Key of the first item: "VGTREC", and from bit 48 on the version of the format. */
#define VGT_RECORD_MAGIC	0x434552544756ull
#define VGT_RECORD_MAGIC_BITS	48
#define VGT_RECORD_VERSION	2ull

/* Memory goes into items of at most so many bytes. */
#define VGT_RECORD_CHUNK	4096u

/**
 * enum vgt_record_class - what a kind of item stands for
 * @VGT_RECORD_STATE: the file itself, or the state that the vGPU had when the record began
 * @VGT_RECORD_ENTRY: somebody enters the core: a section begins, with the vGPU's lock
 * @VGT_RECORD_ASYNC: something happened outside of sections: the GPU, a timer, the scheduler
 * @VGT_RECORD_INPUT: the core got this from outside
 * @VGT_RECORD_OUTPUT: the core did this to the outside
 */
enum vgt_record_class {
	VGT_RECORD_STATE,
	VGT_RECORD_ENTRY,
	VGT_RECORD_ASYNC,
	VGT_RECORD_INPUT,
	VGT_RECORD_OUTPUT,
};

/*
 * X(name, class, what the key is). Behind the item:
 *
 * FILE		struct vgt_record_file
 * GPU		struct vgt_record_gpu
 * GOLDEN, MEMORY, TABLE, SAVED, REGS, MAPPED: words, packed; see struct vgt_record_run
 * MMIO, SWITCHED: struct vgt_record_reg, several
 * CONFIG	the host's configuration space
 * VGPU		struct vgt_record_vgpu
 * PLACE	struct vgt_record_place
 * FENCES	u32, the hardware's fence registers
 * SETUP, MONITOR: struct vgt_record_monitor
 * CONFIG_WRITE, BAR0_WRITE: the bytes
 * WROTE		u32, how many bytes
 * GONE		u64, bytes of memory
 * SET_TYPE	u32, enum vgt_monitor_type
 * SET_EDID, REPLACE: the EDID
 * LEAVE	s32, what the function returns; nothing for 0
 * RAISED	u8, a message is sent
 * DONE		struct vgt_record_done
 * FOUND	u32, the value
 * NOW		s64, nanoseconds
 * FLAG, CANCEL	u8
 * VALUE	u32
 * READ, TRACK, CONTEXT_PIN: s64, the result
 * PIN		s64, the result, and s64, the address of each page
 * PAGE		s64, the result, and s64, the page's address
 * BUFFER	s64, the result, and s64, the buffer's GGTT address
 * CONTEXT	s64, the result, and s64, the size of its ring
 * ENTRIES	u64, several: an entry, with its index in bits 1 to 9
 * UNPIN, UNTRACK, FENCE, COMPLETED, CSB, MSI, GGTT, SUBMIT: u64
 *
 * A run of pages is a number of the first page, and from bit 40 on the number of pages.
 */
#define VGT_RECORD_KINDS(X)						\
	X(FILE,		STATE,	"magic")				\
	X(TIME,		STATE,	"ns")					\
	X(LOST,		STATE,	"items")				\
	X(GPU,		STATE,	"device")				\
	X(GOLDEN,	STATE,	"engine:page")				\
	X(MMIO,		STATE,	"")					\
	X(CONFIG,	STATE,	"")					\
	X(SWITCHED,	STATE,	"engine")				\
	X(VGPU,		STATE,	"id")					\
	X(FENCES,	STATE,	"count")				\
	X(SETUP,	STATE,	"port")					\
	X(MONITOR,	STATE,	"port")					\
	X(MOVED,	STATE,	"")					\
	X(START,	ENTRY,	"")					\
	X(STOP,		ENTRY,	"")					\
	X(RESET,	ENTRY,	"kept")					\
	X(END,		ENTRY,	"")					\
	X(CONFIG_READ,	ENTRY,	"bytes:offset")				\
	X(CONFIG_WRITE,	ENTRY,	"bytes:offset")				\
	X(BAR0_READ,	ENTRY,	"bytes:offset")				\
	X(BAR0_WRITE,	ENTRY,	"bytes:offset")				\
	X(WROTE,	ENTRY,	"gpa")					\
	X(WATCH_LOST,	ENTRY,	"gpa")					\
	X(GONE,		ENTRY,	"gpa")					\
	X(SET_TYPE,	ENTRY,	"port")					\
	X(SET_EDID,	ENTRY,	"port")					\
	X(CONNECT,	ENTRY,	"port")					\
	X(REPLACE,	ENTRY,	"port")					\
	X(DISCONNECT,	ENTRY,	"lent:port")					\
	X(STEP,		ENTRY,	"engine")				\
	X(RAISED,	ASYNC,	"group:bits")				\
	X(DONE,		ASYNC,	"engine")				\
	X(PICKED,	ASYNC,	"engine")				\
	X(EXPIRED,	ASYNC,	"engine")				\
	X(FOUND,	ASYNC,	"engine:register")			\
	X(NOW,		INPUT,	"")					\
	X(FLAG,		INPUT,	"which")				\
	X(VALUE,	INPUT,	"register")				\
	X(READ,		INPUT,	"gpa")					\
	X(TABLE,	INPUT,	"gpa")					\
	X(MEMORY,	INPUT,	"ggtt")					\
	X(TRACK,	INPUT,	"gfn")					\
	X(PIN,		INPUT,	"run")					\
	X(PAGE,		INPUT,	"low")					\
	X(BUFFER,	INPUT,	"bytes")				\
	X(CONTEXT,	INPUT,	"engine")				\
	X(CONTEXT_PIN,	INPUT,	"engine")				\
	X(SAVED,	INPUT,	"engine:page")				\
	X(REGS,		INPUT,	"engine:piece")				\
	X(MAPPED,	INPUT,	"page")					\
	X(DIRTY,	INPUT,	"blocks:slice")				\
	X(ENTRIES,	INPUT,	"slice:block")				\
	X(LEAVE,	OUTPUT,	"value")				\
	X(YIELD,	OUTPUT,	"checks")				\
	X(RESUME,	OUTPUT,	"")					\
	X(POINT,	OUTPUT,	"")					\
	X(PLACE,	OUTPUT,	"")					\
	X(UNPIN,	OUTPUT,	"run")					\
	X(UNTRACK,	OUTPUT,	"gfn")					\
	X(GGTT,		OUTPUT,	"count:entry")				\
	X(FENCE,	OUTPUT,	"register")				\
	X(SUBMIT,	OUTPUT,	"engine:words")				\
	X(CANCEL,	INPUT,	"engine")				\
	X(COMPLETED,	OUTPUT,	"engine")				\
	X(CSB,		OUTPUT,	"engine")				\
	X(MSI,		OUTPUT,	"")

#define VGT_RECORD_ENUM(_name, _class, _key)	VGT_RECORD_ ## _name,

/*
 * What an item is. Another list of kinds, and another meaning of an item, is another version:
 * vgt-replay plays and lists its own version alone.
 */
enum vgt_record_kind {
	VGT_RECORD_KINDS(VGT_RECORD_ENUM)
	VGT_RECORD_NUM_KINDS,
};

#undef VGT_RECORD_ENUM

/* Flags of an item with memory. */
#define VGT_RECORD_PACKED	BIT(0)	/* runs, as below */
#define VGT_RECORD_SAME		BIT(1)	/* as the last item with this kind and key */
#define VGT_RECORD_LEFT_OUT	BIT(2)	/* contents left out */

/* Flags of the file. */
#define VGT_RECORD_HAS_MEMORY	BIT(0)	/* memory that the core read is in it */
#define VGT_RECORD_RUNNING	BIT(1)	/* the vGPU was in use when the record began */

/**
 * struct vgt_record_item - an item
 * @kind: enum vgt_record_kind
 * @flags: with memory: VGT_RECORD_PACKED and its siblings. Of an entry: a small number for the
 *	thread, 0 for none
 * @len: bytes behind it
 * @ns: nanoseconds since the item before
 * @key: see VGT_RECORD_KINDS(). Of two parts, the first begins at bit 32
 */
struct vgt_record_item {
	u8 kind;
	u8 flags;
	u16 len;
	u32 ns;
	u64 key;
};

/**
 * struct vgt_record_run - words of memory: a run of zeros, then words as they are
 * @zeros: how many are 0
 * @words: how many u32 follow, behind this
 */
struct vgt_record_run {
	u16 zeros;
	u16 words;
};

/**
 * struct vgt_record_file - what the file has
 * @flags: VGT_RECORD_HAS_MEMORY and its siblings
 * @vgpus: how many vGPUs the GPU had
 * @made_by: version of the vgt that made it, and the number of its source (srcversion)
 */
struct vgt_record_file {
	u32 flags;
	u32 vgpus;
	char made_by[48];
};

#define VGT_RECORD_ENGINES	8

/**
 * struct vgt_record_gpu - the GPU, as struct vgt_gpu_desc
 * @platform: the name of its platform
 * @engine_mask: its engines
 * @context_size: size of a context image per engine in bytes
 * @unused: 0
 * @ggtt_size: of its GGTT's address space
 * @mappable_size: what of that the aperture maps
 * @num_fences: fence registers
 * @virtual_ggtt: vGPUs have virtual GGTT addresses
 */
struct vgt_record_gpu {
	char platform[24];
	u32 engine_mask;
	u32 context_size[VGT_RECORD_ENGINES];
	u32 unused;
	u64 ggtt_size;
	u64 mappable_size;
	u32 num_fences;
	u32 virtual_ggtt;
};

/**
 * struct vgt_record_reg - a register of the host's
 * @offset: in BAR 0
 * @val: its value
 */
struct vgt_record_reg {
	u32 offset;
	u32 val;
};

/**
 * struct vgt_record_vgpu - the vGPU
 * @type: its type's name
 * @low_mb: aperture in MiB
 * @high_mb: hidden GGTT space in MiB
 * @fences: fence registers
 * @weight: its weight
 * @width: of the type's monitor
 * @height: likewise
 * @unused: 0
 * @reserved: start of its two slices in the hardware's GGTT
 * @ggtt_scratch: address of the page that entries lead to
 * @scratch: addresses of the tables that page tables lead to
 */
struct vgt_record_vgpu {
	char type[24];
	u16 low_mb;
	u16 high_mb;
	u16 fences;
	u16 weight;
	u16 width;
	u16 height;
	u32 unused;
	u64 reserved[2];
	u64 ggtt_scratch;
	u64 scratch[4];
};

#define VGT_RECORD_FENCE_REGS	32

/**
 * struct vgt_record_place - what the vGPU has of the GPU when a guest opens it
 * @start: start of its two slices in the hardware's GGTT
 * @low_mb: aperture in MiB
 * @high_mb: hidden GGTT space in MiB
 * @fences: fence registers
 * @whole: it has what its type says
 * @scratch: address of the page that entries lead to
 * @fence: the hardware's fence registers
 */
struct vgt_record_place {
	u64 start[2];
	u16 low_mb;
	u16 high_mb;
	u16 fences;
	u16 whole;
	u64 scratch;
	u32 fence[VGT_RECORD_FENCE_REGS];
};

/**
 * struct vgt_record_monitor - a port's monitor, or the next one
 * @type: enum vgt_monitor_type
 * @connected: plugged in
 * @edid_len: bytes of @edid
 * @lent: 0; of a port's monitor 1 or 2 where the process that has the vGPU open has changed it: 2
 *	if the administrator's monitor was there before
 * @edid: its EDID
 */
struct vgt_record_monitor {
	u32 type;
	u32 connected;
	u32 edid_len;
	u32 lent;
	u8 edid[512];
};

/**
 * struct vgt_record_done - how a request ended
 * @error: 0 or a negative errno
 * @reset: the engine was reset
 * @waited: others waited
 * @submitted: the GPU port had it
 * @invalid: it had an invalid command
 */
struct vgt_record_done {
	s32 error;
	u8 reset;
	u8 waited;
	u8 submitted;
	u8 invalid;
};

/* Which, in the key of VGT_RECORD_FLAG. */
enum vgt_record_flag_id {
	VGT_RECORD_RUNS,	/* the hardware runs the engine's work; from 0 to 7: the engine */
	VGT_RECORD_TIGHT = VGT_RECORD_ENGINES,	/* room in the host's GGTT is short */
	VGT_RECORD_HURT,	/* a hang turned out to have cost others time */
	VGT_RECORD_STAYS,	/* a page of GGTT entries stays mapped */
	VGT_RECORD_AHEAD,	/* what follows may be judged ahead */
	VGT_RECORD_LINE,	/* an interrupt is pending, as the pin shows it */
};

/* The key of a run of pages. */
static inline u64 vgt_record_run_key(u64 gfn, u32 count)
{
	return gfn | (u64)count << 40;
}

static inline u64 vgt_record_key(u32 high, u32 low)
{
	return (u64)high << 32 | low;
}

#endif
