// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anomaly.h"
#include "gpu.h"
#include "mmio.h"
#include "trace.h"

u32 reg_get(const struct gpu *gpu, u32 offset)
{
	return gpu->mmio->val[offset / 4];
}

void reg_set(struct gpu *gpu, u32 offset, u32 val)
{
	gpu->mmio->val[offset / 4] = val;
}

static u32 row_offset(const struct reg_row *row, u32 index)
{
	return row->offset + index * (row->stride ? row->stride : 4);
}

static u32 row_count(const struct reg_row *row)
{
	return row->count ? row->count : 1;
}

static void __noreturn bad_table(const char *what, u32 offset)
{
	fprintf(stderr, "gpu-model: register tables: %s at 0x%x\n", what, offset);
	abort();
}

static void attach_row(struct mmio *m, const struct reg_row *row, u32 base, void *unit)
{
	u32 slot = m->slots++;

	if (slot == MMIO_MAX_SLOTS)
		bad_table("too many rows", base + row->offset);
	m->slot[slot] = (struct reg_slot){ .row = row, .unit = unit, .base = base };
	for (u32 i = 0; i < row_count(row); i++) {
		u32 offset = base + row_offset(row, i);

		if (offset >= MMIO_SIZE || !IS_ALIGNED(offset, 4))
			bad_table("row outside the register space", offset);
		if (m->slot_of[offset / 4])
			bad_table("two rows for one register", offset);
		m->slot_of[offset / 4] = (u16)slot;
		m->val[offset / 4] = row->reset;
	}
}

void mmio_attach(struct gpu *gpu, const struct reg_row *rows, u32 count, u32 base, void *unit)
{
	struct mmio *m = gpu->mmio;

	if (!m->slots)
		m->slots = 1;
	for (u32 i = 0; i < count; i++)
		attach_row(m, &rows[i], base, unit);
}

static void reset_registers(struct mmio *m, u32 first, u32 count, u32 spare)
{
	for (u32 i = first; i < first + count; i++) {
		u16 slot = m->slot_of[i];
		const struct reg_row *row = slot ? m->slot[slot].row : NULL;

		if (!row)
			m->val[i] = 0;
		else if (!(row->flags & spare))
			m->val[i] = row->reset;
	}
}

void mmio_reset(struct gpu *gpu)
{
	reset_registers(gpu->mmio, 0, MMIO_DWORDS, 0);
}

void mmio_reset_range(struct gpu *gpu, u32 first, u32 bytes)
{
	reset_registers(gpu->mmio, first / 4, bytes / 4, REG_KEEP);
}

static bool find_row(struct gpu *gpu, u32 offset, struct reg_access *a)
{
	const struct mmio *m = gpu->mmio;
	const struct reg_slot *s;
	u16 slot = m->slot_of[offset / 4];
	u32 stride;

	if (!slot)
		return false;
	s = &m->slot[slot];
	stride = s->row->stride ? s->row->stride : 4;
	*a = (struct reg_access){
		.gpu = gpu,
		.row = s->row,
		.unit = s->unit,
		.offset = offset,
		.index = (offset - s->base - s->row->offset) / stride,
	};
	return true;
}

bool mmio_is_masked(const struct gpu *gpu, u32 offset)
{
	const struct mmio *m = gpu->mmio;
	u16 slot = m->slot_of[offset / 4];

	return slot && (m->slot[slot].row->flags & REG_MASKED);
}

u32 mmio_read(struct gpu *gpu, u32 offset)
{
	struct reg_access a;

	if (!find_row(gpu, offset, &a))
		return reg_get(gpu, offset);
	if (a.row->read)
		return a.row->read(&a);
	return a.row->flags & REG_ZERO ? 0 : reg_get(gpu, offset);
}

static void default_write(struct gpu *gpu, u32 offset, u32 val, u32 flags)
{
	u32 old = reg_get(gpu, offset);

	if (flags & (REG_RO | REG_ZERO))
		return;
	if (flags & REG_MASKED)
		val = masked_write(old, val);
	else if (flags & REG_W1C)
		val = old & ~val;
	reg_set(gpu, offset, val);
}

void mmio_write(struct gpu *gpu, u32 offset, u32 val)
{
	struct reg_access a;

	if (!find_row(gpu, offset, &a))
		reg_set(gpu, offset, val);
	else if (a.row->write)
		a.row->write(&a, val);
	else
		default_write(gpu, offset, val, a.row->flags);
}

static u32 host_read_dword(struct gpu *gpu, u32 offset)
{
	u32 val;

	gpu->mmio->reads[offset / 4]++;
	gpu_note_access(gpu, offset, false);
	val = mmio_read(gpu, offset);
	trace(&gpu->trace, TRACE_MMIO, "r %06x %08x", offset, val);
	return val;
}

static void host_write_dword(struct gpu *gpu, u32 offset, u32 val)
{
	gpu->mmio->writes[offset / 4]++;
	gpu_note_access(gpu, offset, true);
	trace(&gpu->trace, TRACE_MMIO, "w %06x %08x", offset, val);
	mmio_write(gpu, offset, val);
}

void mmio_host_read(struct gpu *gpu, u32 offset, void *buf, u32 len)
{
	u8 *out = buf;

	pthread_mutex_lock(&gpu->lock);
	while (len) {
		u32 skip = offset & 3;
		u32 n = min(len, 4 - skip);
		u32 val = host_read_dword(gpu, offset & ~3u);

		memcpy(out, (u8 *)&val + skip, n);
		out += n;
		offset += n;
		len -= n;
	}
	pthread_mutex_unlock(&gpu->lock);
}

void mmio_host_write(struct gpu *gpu, u32 offset, const void *buf, u32 len)
{
	const u8 *in = buf;

	pthread_mutex_lock(&gpu->lock);
	while (len) {
		u32 skip = offset & 3;
		u32 n = min(len, 4 - skip);
		u32 val = 0;

		/* A part of a register: the rest keeps its stored value. */
		if (n < 4)
			val = reg_get(gpu, offset & ~3u);
		memcpy((u8 *)&val + skip, in, n);
		host_write_dword(gpu, offset & ~3u, val);
		in += n;
		offset += n;
		len -= n;
	}
	pthread_mutex_unlock(&gpu->lock);
}
