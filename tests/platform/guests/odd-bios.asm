; A BIOS that leaves the machine's chips as no other does, says so on the serial line, and boots from the disk:
; it reads the first sector by the ATA registers and goes on there. -DNO_BOOT: it waits for interrupts for ever
; instead; -DSTUCK: it halts; -DFAULT: three faults in a row.
        cpu 686
        bits 16
        org 0

%include "pc.inc"

SECTOR          equ 0x7C00

%macro to_cmos 2
        mov al, %1
        out RTC_INDEX, al
        mov al, %2
        out RTC_DATA, al
%endmacro

; Without waiting for more than the controller itself.
%macro to_keyboard_controller 2
        call wait_keyboard_controller
        mov al, %2
        out %1, al
%endmacro

start:
        enter_guest
        call uart_init
        say "odd BIOS", 10

        ; Counter 0 in mode 3, of 1193 clocks, and counter 2 in mode 1.
        mov al, 0x36
        out PIT_CONTROL, al
        mov al, 0xA9
        out PIT_COUNTER0, al
        mov al, 0x04
        out PIT_COUNTER0, al
        mov al, 0xB2
        out PIT_CONTROL, al

        ; Both controllers at vectors nobody else uses; masks and edges of its own.
        mov al, 0x11
        out PIC0_COMMAND, al
        out PIC1_COMMAND, al
        mov al, 0x98
        out PIC0_DATA, al
        mov al, 0xC8
        out PIC1_DATA, al
        mov al, 4
        out PIC0_DATA, al
        mov al, 2
        out PIC1_DATA, al
        mov al, 1
        out PIC0_DATA, al
        out PIC1_DATA, al
        mov al, 0xA5
        out PIC0_DATA, al
        mov al, 0x5E
        out PIC1_DATA, al
        mov dx, 0x4D1
        mov al, 0x0C
        out dx, al

        ; Another date.
        to_cmos 11, 0x82
        to_cmos 0, 0x56
        to_cmos 2, 0x34
        to_cmos 4, 0x12
        to_cmos 7, 0x19
        to_cmos 8, 0x01
        to_cmos 9, 0x38
        to_cmos 0x32, 0x20
        to_cmos 11, 0x02

        ; The keyboard sends nothing, its interrupts are on, and a byte of its waits.
        to_keyboard_controller KBC_COMMAND, 0xAE
        to_keyboard_controller KBC_DATA, 0xF5
        call wait_keyboard_byte
        in al, KBC_DATA
        to_keyboard_controller KBC_COMMAND, 0x60
        to_keyboard_controller KBC_DATA, 0x45
        to_keyboard_controller KBC_DATA, 0xEE
        call wait_keyboard_byte

%ifdef NO_BOOT
        cli
.for_ever:
        in al, POST_PORT
        jmp .for_ever
%elifdef STUCK
        cli
        hlt
%elifdef FAULT
        lidt [cs:no_table]
        ud2
%endif

        ; The first sector of the disk, with the drive's interrupts off.
        mov dx, ATA_CONTROL
        mov al, 0x02
        out dx, al
        call wait_drive
        mov dx, ATA_DEVICE
        mov al, 0xE0
        out dx, al
        mov dx, ATA_COUNT
        mov al, 1
        out dx, al
        mov al, 0
        mov dx, ATA_LBA_LOW
        out dx, al
        mov dx, ATA_LBA_MID
        out dx, al
        mov dx, ATA_LBA_HIGH
        out dx, al
        mov dx, ATA_COMMAND
        mov al, 0x20
        out dx, al
        call wait_drive
        mov di, SECTOR
        mov cx, 256
        mov dx, ATA_DATA
        rep insw
        cmp word [SECTOR + 510], 0xAA55
        jne no_sector
        jmp 0:SECTOR

no_sector:
        say "no boot sector", 10
        end_with 1

wait_drive:
        mov dx, ATA_STATUS
.busy:  in al, dx
        test al, 0x80
        jnz .busy
        ret

wait_keyboard_controller:
        in al, KBC_STATUS
        test al, 2
        jnz wait_keyboard_controller
        ret

wait_keyboard_byte:
        in al, KBC_STATUS
        test al, 1
        jz wait_keyboard_byte
        ret

no_table:
        dw 0
        dd 0

%include "console.inc"

        rom_end
