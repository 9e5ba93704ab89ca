import type { ThemeConfig } from "antd";

export const FONT =
  '"Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

/** One teal, white cards on grey, red for danger alone; contrasts of at least 4.5 to 1. */
export const theme: ThemeConfig = {
  cssVar: { key: "trephine" },
  hashed: false,
  token: {
    colorPrimary: "#0f766e",
    colorInfo: "#0f766e",
    colorLink: "#0f766e",
    colorLinkHover: "#0b5951",
    colorError: "#b91c1c",
    colorWarning: "#b45309",
    colorSuccess: "#166534",
    colorText: "#111827",
    colorTextSecondary: "#4b5563",
    colorTextDescription: "#4b5563",
    colorTextTertiary: "#6b7280",
    colorTextPlaceholder: "#6b7280",
    colorBgLayout: "#f4f6f7",
    colorBorderSecondary: "#e2e6e9",
    fontSize: 14,
    borderRadius: 6,
    fontFamily: FONT,
  },
  components: {
    Card: { bodyPadding: 16, headerHeight: 44, headerPadding: 16 },
    Menu: { itemSelectedColor: "#0b5951", itemSelectedBg: "#e6f4f1" },
    Table: { cellPaddingBlock: 8, cellPaddingInline: 8, headerBg: "#f8fafa" },
    Tabs: { itemSelectedColor: "#0b5951", inkBarColor: "#0f766e" },
    Tag: { defaultColor: "#1f2937" },
    Segmented: { itemColor: "#374151", itemSelectedColor: "#0b5951", itemSelectedBg: "#ffffff" },
  },
};
