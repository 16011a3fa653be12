/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Display engine of Gen9: three pipes with three planes and a cursor each, scalers, and ports B to
 * D, each with or without a monitor. Gen8's display has a primary plane, a sprite and a panel
 * fitter per pipe; they are converted to Gen9's registers.
 *
 * Source: Intel OSRC Skylake PRM vol 2c and vol 12 "Display"; i915 i915_reg.h
 * and display/.
 */
#ifndef GPU_MODEL_DISPLAY_H
#define GPU_MODEL_DISPLAY_H

#include <pthread.h>
#include <stdio.h>

#include "core/types.h"
#include "display/monitor.h"

struct gpu;

#define PIPES		3
#define PLANES		3
#define SCALERS		2

/**
 * struct plane_state - what a plane shows, or will show from the next frame on
 *
 * Fields are the registers of the same name.
 */
struct plane_state {
	u32 ctl;
	u32 stride;
	u32 pos;
	u32 size;
	u32 surf;
	u32 offset;
	u32 aux_dist;
	u32 aux_offset;
};

/** struct cursor_state - likewise for a cursor */
struct cursor_state {
	u32 ctl;
	u32 base;
	u32 pos;
	u32 fbc_ctl;
};

/** struct scaler_state - likewise for a scaler */
struct scaler_state {
	u32 ctl;
	u32 win_pos;
	u32 win_size;
};

/** struct plane - double buffer; @armed: the registers are taken over at vblank */
struct plane {
	bool armed;
	struct plane_state live;
};

/**
 * struct pipe - one pipe; gpu->lock
 * @gpu: device
 * @index: 0 for A
 * @plane: its planes, the lowest first
 * @cursor_armed: the cursor's registers are taken over at vblank
 * @cursor: cursor as shown
 * @scaler: scalers as in effect
 * @scaler_armed: their registers are taken over at vblank
 * @on: enabled, with sensible timings
 * @start_ns: when the first frame began, at the start of its vblank
 * @frame_ns: length of a frame
 * @active: lines shown
 * @total: lines in all
 * @frames: whole frames until @start_ns
 * @signalled: frames whose vblank was handled
 * @flips: flips since power-on
 */
struct pipe {
	struct gpu *gpu;
	u32 index;
	struct plane plane[PLANES];
	bool cursor_armed;
	struct cursor_state cursor;
	struct scaler_state scaler[SCALERS];
	bool scaler_armed[SCALERS];
	bool on;
	u64 start_ns;
	u64 frame_ns;
	u32 active;
	u32 total;
	u32 frames;
	u32 signalled;
	u32 flips;
};

struct gmbus {
	u32 pin;
	u8 slave;
	u8 offset;
	u8 segment;
	bool reading;
	bool nak;
	bool active;
	u32 left;
};

#define SBI_UNITS	2	/* clocks, and the ports' physical layer */

/** struct sbi - registers of the chipset's units behind its sideband */
struct sbi {
	u32 reg[SBI_UNITS][0x10000 / 4];
};

/**
 * struct display_clock - the time of the display
 * @behind_ns: how much it is behind clock_ns()
 * @accessed_ns: when the processor last accessed a register of the display, by clock_ns()
 * @hold_ns: maximum time that it stands still after that
 *
 * An access to a register takes a hundred times longer here than on silicon. To let a driver
 * finish within a frame what it would finish on silicon, a burst of accesses to pipes and planes
 * holds this clock: each access takes as much of it as on silicon. After the burst it runs on.
 */
struct display_clock {
	u64 behind_ns;
	u64 accessed_ns;
	u64 hold_ns;
};

/**
 * struct display - the display engine; gpu->lock
 * @pipe: pipes A to C
 * @port: ports by enum port_id
 * @gmbus: the one I2C controller
 * @sbi: the chipset's sideband
 * @clock: its time
 * @thread: handles vblanks
 * @wake: signalled when a pipe starts
 * @stop: the thread must end
 * @unlocked: the thread had dropped the lock, and may have missed a signal
 */
struct display {
	struct pipe pipe[PIPES];
	struct port port[PORTS];
	struct gmbus gmbus;
	struct sbi sbi;
	struct display_clock clock;
	pthread_t thread;
	pthread_cond_t wake;
	bool stop;
	bool unlocked;
};

/** display_init() - nothing on, nothing plugged; registers are attached */
void display_init(struct gpu *gpu);
void display_destroy(struct gpu *gpu);

/** display_start() - start the vblank thread; 0 or a negative errno */
int display_start(struct gpu *gpu);
void display_stop(struct gpu *gpu);

/** display_power_on() - after a reset of all registers; monitors stay plugged */
void display_power_on(struct gpu *gpu);

/* Attach the registers of the parts. */
void pipe_attach(struct pipe *p);
void plane_attach(struct pipe *p);
void crc_attach(struct pipe *p);
/** planes_of() - how many planes a pipe of the device has */
u32 planes_of(const struct gpu *gpu);
/** gen8_plane_state() - registers of a Gen8 plane as a Gen9 plane would have them */
struct plane_state gen8_plane_state(const struct pipe *p, u32 plane);
/** gen8_plane_flip() - stride and tiling of a flip by command, into a Gen8 plane */
void gen8_plane_flip(struct gpu *gpu, u32 reg, u32 stride, bool async);
void clocks_attach(struct gpu *gpu);
void power_wells_attach(struct gpu *gpu);
void dpio_attach(struct gpu *gpu);
void sbi_attach(struct gpu *gpu);
void ddi_attach(struct gpu *gpu);
void gmbus_attach(struct gpu *gpu);
void aux_attach(struct gpu *gpu);
void hotplug_attach(struct gpu *gpu);

/* Everything below is called with gpu->lock held. */

/** display_note_access() - the processor accesses a register: does it hold the clock? */
void display_note_access(struct gpu *gpu, u32 offset, bool write);
/** display_now() - time of the display, nanoseconds */
u64 display_now(const struct gpu *gpu);
/** display_wall_time() - when, by clock_ns(), the display's clock will show @at at the earliest */
u64 display_wall_time(const struct gpu *gpu, u64 at);

bool pipe_is_on(const struct gpu *gpu, u32 pipe);
/** pipe_scan_line() - line being shown; the vblank follows the active lines */
u32 pipe_scan_line(const struct gpu *gpu, u32 pipe);
/** pipe_frame() - frame counter, which advances at the start of the vblank */
u32 pipe_frame(const struct gpu *gpu, u32 pipe);
/**
 * pipe_vblank() - handle the vblanks that are due; returns when the next one is, or ~0
 *
 * May drop gpu->lock for a while.
 */
u64 pipe_vblank(struct pipe *p, u64 now);
/**
 * crc_frame() - at the end of a frame, calculate its checksum if it is enabled
 *
 * The frame's pixels are read before the end of the frame is reported. Called with gpu->lock held,
 * which is dropped meanwhile: the pipe may be off afterwards.
 *
 * Return: interrupt bits.
 */
u32 crc_frame(struct pipe *p);
/** pipe_update() - enable, disable or re-time a pipe after a register write */
void pipe_update(struct pipe *p);

/** plane_latch() - at vblank: take over what is armed; returns interrupt bits */
u32 plane_latch(struct pipe *p);
/** plane_flip() - flip by command: stride and tiling as MI_DISPLAY_FLIP has them */
void plane_flip(struct gpu *gpu, u32 pipe, u32 plane, u32 stride, u32 surf, bool async);
bool display_flip_pending(const struct gpu *gpu);

/** clocks_pixel_khz() - pixel clock of the port that shows a pipe, 0 if unknown */
u32 clocks_pixel_khz(const struct gpu *gpu, u32 pipe);

/** transcoder_of() - offset of the transcoder that a pipe feeds: its own, or EDP */
u32 transcoder_base(const struct gpu *gpu, u32 pipe);

/** ddi_port_of_pipe() - port that shows a pipe, or PORTS if none does */
enum port_id ddi_port_of_pipe(const struct gpu *gpu, u32 pipe);

#endif /* GPU_MODEL_DISPLAY_H */
