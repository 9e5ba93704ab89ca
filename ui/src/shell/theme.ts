import { theme as antd, type ThemeConfig } from "antd";

export const FONT =
  '"Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

/** One teal, white cards on grey, red for danger alone; contrasts of at least 4.5 to 1. */
const light: ThemeConfig = {
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
    // worked out of colours this dark, the grounds of notes would be a dull grey
    colorInfoBg: "#e6f4f1",
    colorInfoBorder: "#9fcfc8",
    colorWarningBg: "#fff7ed",
    colorWarningBorder: "#f0c48f",
    colorErrorBg: "#fef2f2",
    colorErrorBorder: "#f2b3b3",
    colorSuccessBg: "#ecf8f0",
    colorSuccessBorder: "#9fd3b0",
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
    Button: { defaultHoverColor: "#0b5951", defaultActiveColor: "#0b5951" },
    Card: { bodyPadding: 16, headerHeight: 44, headerPadding: 16 },
    Menu: { itemSelectedColor: "#0b5951", itemSelectedBg: "#e6f4f1" },
    Table: { cellPaddingBlock: 8, cellPaddingInline: 8, headerBg: "#f8fafa" },
    Tabs: { itemSelectedColor: "#0b5951", inkBarColor: "#0f766e" },
    Tag: { defaultColor: "#1f2937" },
    Segmented: { itemColor: "#374151", itemSelectedColor: "#0b5951", itemSelectedBg: "#ffffff" },
  },
};

/** The same in the dark; `shell.css` has the colours of what antd does not draw. */
const dark: ThemeConfig = {
  ...light,
  cssVar: { key: "trephine-dark" },
  algorithm: antd.darkAlgorithm,
  token: {
    colorPrimary: "#0f766e",
    colorInfo: "#5eccc0",
    colorLink: "#5eccc0",
    colorLinkHover: "#93e3da",
    colorError: "#ff9c9c",
    colorWarning: "#f2c078",
    colorSuccess: "#7ddc9a",
    colorText: "#e6eaed",
    colorTextSecondary: "#aab4bc",
    colorTextDescription: "#aab4bc",
    colorTextTertiary: "#a1abb4",
    colorTextPlaceholder: "#a1abb4",
    colorBgLayout: "#12171b",
    colorBgContainer: "#1b2228",
    colorBgElevated: "#222b32",
    colorBorder: "#55616b",
    colorBorderSecondary: "#35404a",
    fontSize: 14,
    borderRadius: 6,
    fontFamily: FONT,
  },
  components: {
    ...light.components,
    Button: {
      primaryColor: "#ffffff",
      dangerColor: "#3f0d0d",
      defaultHoverColor: "#93e3da",
      defaultHoverBorderColor: "#5eccc0",
      defaultActiveColor: "#93e3da",
      defaultActiveBorderColor: "#5eccc0",
    },
    Menu: { itemSelectedColor: "#93e3da", itemSelectedBg: "#123b38" },
    Table: { cellPaddingBlock: 8, cellPaddingInline: 8, headerBg: "#222b32" },
    Tabs: { itemSelectedColor: "#93e3da", inkBarColor: "#5eccc0" },
    Tag: { defaultColor: "#e6eaed" },
    Segmented: { itemColor: "#aab4bc", itemSelectedColor: "#93e3da", itemSelectedBg: "#2a343c" },
  },
};

/** How antd draws, light or dark. */
export function themeOf(isDark: boolean): ThemeConfig {
  return isDark ? dark : light;
}
