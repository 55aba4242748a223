/** The limits of an operator's password. Separate from the sign-in, which is loaded when the first operator comes. */
export const passwordLengthMin = 12
export const passwordLengthMax = 128
