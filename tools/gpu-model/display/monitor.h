/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Monitors and the ports they are plugged into.
 */
#ifndef GPU_MODEL_MONITOR_H
#define GPU_MODEL_MONITOR_H

#include "core/types.h"

struct gpu;

enum port_id {
	PORT_A,
	PORT_B,
	PORT_C,
	PORT_D,
	PORTS
};

enum monitor_type {
	MONITOR_NONE,
	MONITOR_HDMI,
	MONITOR_DP
};

#define EDID_BLOCK	128
#define EDID_BLOCKS	2
#define DPCD_SIZE	0x700

/**
 * struct monitor - what is plugged into a port
 * @type: MONITOR_NONE for nothing
 * @width: preferred mode, pixels
 * @height: lines
 * @refresh: frames per second
 * @edid: as read over DDC or AUX
 * @dpcd: registers of a DisplayPort sink
 */
struct monitor {
	enum monitor_type type;
	u32 width;
	u32 height;
	u32 refresh;
	u8 edid[EDID_BLOCKS * EDID_BLOCK];
	u8 dpcd[DPCD_SIZE];
};

/**
 * struct port - one digital port; gpu->lock
 * @monitor: what is plugged in
 * @i2c_offset: DDC address counter of I2C over AUX
 * @i2c_segment: EDID segment of I2C over AUX
 */
struct port {
	struct monitor monitor;
	u8 i2c_offset;
	u8 i2c_segment;
};

/**
 * monitor_parse() - read a description such as "hdmi:1024x768", "dp:1920x1080@60"
 * or "none", with an optional port before it: "c=dp:800x600"
 * @text: description
 * @port: receives the port; left alone if the text names none
 * @m: receives the monitor, without EDID
 *
 * Return: 0, or -EINVAL.
 */
int monitor_parse(const char *text, enum port_id *port, struct monitor *m);

/**
 * monitor_plug() - plug a monitor in, or out if its type is MONITOR_NONE
 *
 * A change raises the hot plug interrupt. Takes gpu->lock.
 */
void monitor_plug(struct gpu *gpu, enum port_id port, const struct monitor *m);

/** monitor_plugged() - whether a port has a monitor of the type; gpu->lock is held */
bool monitor_plugged(const struct gpu *gpu, enum port_id port, enum monitor_type type);

/** monitor_describe() - the text that monitor_parse() reads, into @buf */
void monitor_describe(const struct monitor *m, char *buf, size_t len);

/** edid_has_room() - whether @m's mode fits into an EDID, whose pixel clock has 16 bits */
bool edid_has_room(const struct monitor *m);

/** edid_build() - fill in @m->edid from its mode and type */
void edid_build(struct monitor *m);

/** edid_read() - one byte, by segment (of two blocks) and offset */
u8 edid_read(const struct monitor *m, u8 segment, u8 offset);

/** dpcd_init() - fill in @m->dpcd: capabilities of the sink */
void dpcd_init(struct monitor *m);

/** dpcd_write() - write a DPCD register; out of range is ignored */
void dpcd_write(struct monitor *m, u32 addr, u8 val);
u8 dpcd_read(const struct monitor *m, u32 addr);

#endif /* GPU_MODEL_MONITOR_H */
