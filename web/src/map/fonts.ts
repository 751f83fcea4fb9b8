/** Labels are drawn from the reader's own fonts; the page brings and fetches none. */
export const LOCAL_FONTS = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif';

/** The same for Latin letters and digits, which MapLibre looks up by the style's font stack. */
export const FONT = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'];
export const FONT_BOLD = ['PingFang SC Bold', 'Microsoft YaHei Bold', 'Noto Sans CJK SC Bold', 'sans-serif'];
