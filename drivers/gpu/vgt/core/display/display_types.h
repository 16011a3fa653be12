/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_CORE_DISPLAY_TYPES_H
#define VGT_CORE_DISPLAY_TYPES_H

#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct vgt_vgpu;

#define VGT_PIPES		3
#define VGT_PLANES		4	/* universal planes of a pipe, including the cursor */
#define VGT_PLANE_CURSOR	3
#define VGT_PORTS		5
#define VGT_MONITOR_WIDTH_MIN	640
#define VGT_MONITOR_HEIGHT_MIN	480
#define VGT_MONITOR_WIDTH_MAX	3840
#define VGT_MONITOR_HEIGHT_MAX	2160
#define VGT_EDID_SIZE		512	/* two segments */
#define VGT_EDID_MADE		256	/* the most that vgt_edid_generate() makes */
/* The limit of an HDMI port of Gen8 and Gen9. */
#define VGT_TMDS_MAX_KHZ	300000
#define VGT_DPCD_SIZE		0x700

/**
 * enum vgt_port_id - digital ports
 * @VGT_PORT_A: DDI A: embedded DisplayPort
 * @VGT_PORT_B: DDI B: DisplayPort or HDMI
 * @VGT_PORT_C: DDI C: DisplayPort or HDMI
 * @VGT_PORT_D: DDI D: DisplayPort or HDMI
 * @VGT_PORT_E: DDI E: analog on Broadwell, DisplayPort on Gen9
 */
enum vgt_port_id {
	VGT_PORT_A,
	VGT_PORT_B,
	VGT_PORT_C,
	VGT_PORT_D,
	VGT_PORT_E,
};

/* 7-bit addresses on a monitor's I2C bus, by E-DDC and by DisplayPort Dual-Mode. */
#define VGT_I2C_SEGMENT		0x30
#define VGT_I2C_DUAL_MODE	0x40
#define VGT_I2C_EEPROM		0x50

/**
 * enum vgt_monitor_type - how a monitor is attached to a port
 * @VGT_MONITOR_NONE: there is no port
 * @VGT_MONITOR_HDMI: HDMI: EDID over GMBUS
 * @VGT_MONITOR_DP: DisplayPort: EDID and DPCD over AUX
 */
enum vgt_monitor_type {
	VGT_MONITOR_NONE,
	VGT_MONITOR_HDMI,
	VGT_MONITOR_DP,
};

/**
 * struct vgt_monitor - a virtual monitor
 * @type: how it is attached
 * @connected: plugged in
 * @edid: its EDID, room for %VGT_EDID_SIZE; NULL until one was plugged in
 * @edid_len: length of @edid in bytes, a multiple of 128
 * @dpcd: registers of a DisplayPort sink
 * @tmds_oen: register of an HDMI monitor's adaptor
 *
 * Used under the vGPU's lock.
 */
struct vgt_monitor {
	enum vgt_monitor_type type;
	bool connected;
	u8 *edid;
	u32 edid_len;
	u8 *dpcd;
	u8 tmds_oen;
};

/**
 * struct vgt_monitor_setup - the monitor that the next connect plugs into a port
 * @type: how it is attached; %VGT_MONITOR_NONE: there is no port
 * @edid: its EDID
 * @edid_len: length of @edid in bytes, a multiple of 128
 */
struct vgt_monitor_setup {
	enum vgt_monitor_type type;
	u8 edid[VGT_EDID_SIZE];
	u32 edid_len;
};

/**
 * struct vgt_plane_regs - plane registers that take effect with a write to the plane's surface
 * @ctl: PLANE_CTL, DSPCNTR or CURCNTR
 * @stride: PLANE_STRIDE, DSPSTRIDE
 * @pos: PLANE_POS
 * @size: PLANE_SIZE, CUR_FBC_CTL
 * @offset: PLANE_OFFSET, DSPOFFSET
 * @aux: PLANE_AUX_DIST
 *
 * Registers that this kind of plane does not have are 0.
 */
struct vgt_plane_regs {
	u32 ctl;
	u32 stride;
	u32 pos;
	u32 size;
	u32 offset;
	u32 aux;
};

/**
 * struct vgt_plane - the surface that a plane shows
 * @live: surface register of the surface that is shown
 * @live_regs: the plane's other registers for @live
 * @next: surface register of the surface that is shown from @latch on
 * @next_regs: the plane's other registers for @next
 * @latch: when @next becomes live; 0 while nothing is pending
 * @flips: number of surfaces shown so far
 */
struct vgt_plane {
	u32 live;
	struct vgt_plane_regs live_regs;
	u32 next;
	struct vgt_plane_regs next_regs;
	ktime_t latch;
	u32 flips;
};

/**
 * struct vgt_flip - a flip of a plane that a command asks for
 * @set: there is a flip
 * @async: flip at once, not at the vertical blank
 * @surf: GGTT address of the surface, as the guest gave it
 * @stride: stride in the format of the plane's register, from bit 0 on
 * @tile: tiling, likewise
 */
struct vgt_flip {
	bool set;
	bool async;
	u32 surf;
	u32 stride;
	u32 tile;
};

/**
 * struct vgt_flips - the flips that the commands of a request ask for
 * @plane: the last flip of each plane, by pipe and plane
 */
struct vgt_flips {
	struct vgt_flip plane[VGT_PIPES][VGT_PLANE_CURSOR];
};

/**
 * struct vgt_pipe - a pipe
 * @vgpu: the vGPU
 * @index: 0 for A
 * @enabled: the pipe scans out
 * @start: when its first frame began
 * @period_ns: duration of a frame
 * @vtotal: lines of a frame
 * @vactive: lines of a frame that are shown
 * @frames: frame counter at @start
 * @planes: its planes
 * @flipped: interrupt bits of flips that are shown and not yet told
 * @timer: fires at each vertical blank while something waits for one
 * @armed: @timer is set
 */
struct vgt_pipe {
	struct vgt_vgpu *vgpu;
	u8 index;
	bool enabled;
	ktime_t start;
	u64 period_ns;
	u32 vtotal;
	u32 vactive;
	u32 frames;
	struct vgt_plane planes[VGT_PLANES];
	u32 flipped;
	struct hrtimer timer;
	bool armed;
};

/**
 * struct vgt_gmbus - the GMBUS controller
 * @port: port selected by GMBUS0; VGT_PORTS if it selects none
 * @left: bytes that the cycle has still to transfer
 * @offset: current offset in the slave
 * @segment: segment of the EEPROM
 * @reading: the cycle reads from the slave
 * @addressed: the cycle's first byte, which is the offset, was written
 * @slave: 7-bit address
 */
struct vgt_gmbus {
	u8 port;
	u16 left;
	u8 offset;
	u8 segment;
	bool reading;
	bool addressed;
	u8 slave;
};

/**
 * struct vgt_aux - I2C over AUX of a port
 * @offset: current offset in the monitor's EEPROM
 * @segment: segment of the EEPROM
 */
struct vgt_aux {
	u8 offset;
	u8 segment;
};

/**
 * struct vgt_sbi_reg - a register behind the sideband
 * @addr: its address and target
 * @val: the value last written
 */
struct vgt_sbi_reg {
	u32 addr;
	u32 val;
};

/**
 * struct vgt_sbi - registers written through the sideband
 * @regs: registers, the last one written first
 * @count: number of entries in @regs
 */
struct vgt_sbi {
	struct vgt_sbi_reg regs[16];
	u32 count;
};

/**
 * struct vgt_display - the display of a vGPU
 * @lock: protects @pipe and @watched; taken in any context
 * @pipe: its pipes
 * @watched: the device's listener is notified about what the pipes show
 * @monitors: monitors plugged into its ports
 * @setups: monitors that the next connect plugs in: the administrator's
 * @lent: a bit for each port whose monitor the process that has the vGPU open has changed
 * @kept: of those, the ports at which the administrator's monitor was before
 * @gmbus: its GMBUS controller
 * @aux: its AUX channels
 * @sbi: its sideband
 * @palette: gamma palettes of 10 bits, each NULL until a guest writes it
 * @cnp: GMBUS pins have the numbers of the CNP and later chipsets
 *
 * The vGPU's lock protects everything that @lock does not.
 */
struct vgt_display {
	/* Protects what the timer uses: see above. */
	spinlock_t lock;
	struct vgt_pipe pipe[VGT_PIPES];
	bool watched;
	struct vgt_monitor monitors[VGT_PORTS];
	struct vgt_monitor_setup setups[VGT_PORTS];
	u8 lent;
	u8 kept;
	struct vgt_gmbus gmbus;
	struct vgt_aux aux[VGT_PORTS];
	struct vgt_sbi sbi;
	u32 *palette[VGT_PIPES];
	bool cnp;
};

#endif
