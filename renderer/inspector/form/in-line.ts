import { createContext } from 'react';

/** Whether a form lies in one line of a list, where each field has a part of the width. */
export const InLine = createContext(false);
