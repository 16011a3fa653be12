/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints of the core: /sys/kernel/tracing/events/vgt.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vgt

#if !defined(VGT_CORE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VGT_CORE_TRACE_H

#include <linux/tracepoint.h>
#include <linux/types.h>

#include "compat.h"

TRACE_EVENT(vgt_mmio,
	TP_PROTO(int vgpu, bool write, u32 offset, u32 val),
	TP_ARGS(vgpu, write, offset, val),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(bool, write)
		__field(u32, offset)
		__field(u32, val)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->write = write;
		__entry->offset = offset;
		__entry->val = val;
	),
	TP_printk("vgpu=%d %s %#07x %s %#010x",
		  __entry->vgpu, __entry->write ? "write" : "read", __entry->offset, __entry->write ? "<-" : "->", __entry->val)
);

TRACE_EVENT(vgt_ggtt_sync,
	TP_PROTO(int vgpu, u32 changed),
	TP_ARGS(vgpu, changed),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u32, changed)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->changed = changed;
	),
	TP_printk("vgpu=%d entries=%u",
		  __entry->vgpu, __entry->changed)
);

TRACE_EVENT(vgt_shadow,
	TP_PROTO(int vgpu, u64 gfn, u8 level),
	TP_ARGS(vgpu, gfn, level),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u64, gfn)
		__field(u8, level)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->gfn = gfn;
		__entry->level = level;
	),
	TP_printk("vgpu=%d gfn=%#llx level=%u",
		  __entry->vgpu, __entry->gfn, __entry->level)
);

TRACE_EVENT(vgt_submit,
	TP_PROTO(int vgpu, int engine, u32 lrca0, u32 lrca1),
	TP_ARGS(vgpu, engine, lrca0, lrca1),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(int, engine)
		__field(u32, lrca0)
		__field(u32, lrca1)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->engine = engine;
		__entry->lrca0 = lrca0;
		__entry->lrca1 = lrca1;
	),
	TP_printk("vgpu=%d engine=%d lrca0=%#x lrca1=%#x",
		  __entry->vgpu, __entry->engine, __entry->lrca0, __entry->lrca1)
);

TRACE_EVENT(vgt_workload,
	TP_PROTO(int vgpu, int engine, u32 lrca, u32 words, int ret),
	TP_ARGS(vgpu, engine, lrca, words, ret),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(int, engine)
		__field(u32, lrca)
		__field(u32, words)
		__field(int, ret)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->engine = engine;
		__entry->lrca = lrca;
		__entry->words = words;
		__entry->ret = ret;
	),
	TP_printk("vgpu=%d engine=%d lrca=%#x words=%u ret=%d",
		  __entry->vgpu, __entry->engine, __entry->lrca, __entry->words, __entry->ret)
);

TRACE_EVENT(vgt_context,
	TP_PROTO(int vgpu, int engine, u32 lrca, bool made),
	TP_ARGS(vgpu, engine, lrca, made),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(int, engine)
		__field(u32, lrca)
		__field(bool, made)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->engine = engine;
		__entry->lrca = lrca;
		__entry->made = made;
	),
	TP_printk("vgpu=%d engine=%d lrca=%#x %s",
		  __entry->vgpu, __entry->engine, __entry->lrca, __entry->made ? "made" : "gone")
);

TRACE_EVENT(vgt_csb,
	TP_PROTO(int vgpu, int engine, u32 status, u32 id),
	TP_ARGS(vgpu, engine, status, id),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(int, engine)
		__field(u32, status)
		__field(u32, id)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->engine = engine;
		__entry->status = status;
		__entry->id = id;
	),
	TP_printk("vgpu=%d engine=%d status=%#x id=%#x",
		  __entry->vgpu, __entry->engine, __entry->status, __entry->id)
);

TRACE_EVENT(vgt_audit,
	TP_PROTO(int vgpu, int engine, u32 header, const char *why),
	TP_ARGS(vgpu, engine, header, why),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(int, engine)
		__field(u32, header)
		__string(why, why)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->engine = engine;
		__entry->header = header;
		vgt_assign_str(why, why);
	),
	TP_printk("vgpu=%d engine=%d header=%#x refused: %s",
		  __entry->vgpu, __entry->engine, __entry->header, __get_str(why))
);

TRACE_EVENT(vgt_irq,
	TP_PROTO(int vgpu, u32 group, u32 bits, bool sent),
	TP_ARGS(vgpu, group, bits, sent),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u32, group)
		__field(u32, bits)
		__field(bool, sent)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->group = group;
		__entry->bits = bits;
		__entry->sent = sent;
	),
	TP_printk("vgpu=%d group=%u bits=%#x sent=%d",
		  __entry->vgpu, __entry->group, __entry->bits, __entry->sent)
);

TRACE_EVENT(vgt_sched,
	TP_PROTO(int vgpu, int engine, u64 vtime),
	TP_ARGS(vgpu, engine, vtime),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(int, engine)
		__field(u64, vtime)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->engine = engine;
		__entry->vtime = vtime;
	),
	TP_printk("vgpu=%d engine=%d vtime=%llu",
		  __entry->vgpu, __entry->engine, __entry->vtime)
);

TRACE_EVENT(vgt_switch,
	TP_PROTO(int engine, int from, int to, u32 written),
	TP_ARGS(engine, from, to, written),
	TP_STRUCT__entry(
		__field(int, engine)
		__field(int, from)
		__field(int, to)
		__field(u32, written)
	),
	TP_fast_assign(
		__entry->engine = engine;
		__entry->from = from;
		__entry->to = to;
		__entry->written = written;
	),
	TP_printk("engine=%d vgpu=%d->%d written=%u",
		  __entry->engine, __entry->from, __entry->to, __entry->written)
);

TRACE_EVENT(vgt_notify,
	TP_PROTO(int vgpu, u32 what),
	TP_ARGS(vgpu, what),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u32, what)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->what = what;
	),
	TP_printk("vgpu=%d g2v=%u",
		  __entry->vgpu, __entry->what)
);

TRACE_EVENT(vgt_reset,
	TP_PROTO(int vgpu, u32 engines),
	TP_ARGS(vgpu, engines),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u32, engines)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->engines = engines;
	),
	TP_printk("vgpu=%d engines=%#x",
		  __entry->vgpu, __entry->engines)
);

TRACE_EVENT(vgt_pipe,
	TP_PROTO(int vgpu, u32 pipe, bool on, u64 period_ns),
	TP_ARGS(vgpu, pipe, on, period_ns),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u32, pipe)
		__field(bool, on)
		__field(u64, period_ns)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->pipe = pipe;
		__entry->on = on;
		__entry->period_ns = period_ns;
	),
	TP_printk("vgpu=%d pipe=%u on=%d period=%llu ns",
		  __entry->vgpu, __entry->pipe, __entry->on, __entry->period_ns)
);

TRACE_EVENT(vgt_flip,
	TP_PROTO(int vgpu, u32 pipe, u32 plane, u32 surface),
	TP_ARGS(vgpu, pipe, plane, surface),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u32, pipe)
		__field(u32, plane)
		__field(u32, surface)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->pipe = pipe;
		__entry->plane = plane;
		__entry->surface = surface;
	),
	TP_printk("vgpu=%d pipe=%u plane=%u surface=%#x",
		  __entry->vgpu, __entry->pipe, __entry->plane, __entry->surface)
);

TRACE_EVENT(vgt_hotplug,
	TP_PROTO(int vgpu, u32 port, bool connected),
	TP_ARGS(vgpu, port, connected),
	TP_STRUCT__entry(
		__field(int, vgpu)
		__field(u32, port)
		__field(bool, connected)
	),
	TP_fast_assign(
		__entry->vgpu = vgpu;
		__entry->port = port;
		__entry->connected = connected;
	),
	TP_printk("vgpu=%d port=%u connected=%d",
		  __entry->vgpu, __entry->port, __entry->connected)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
